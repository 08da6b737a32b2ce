package io.belay.client.internal;

import io.belay.client.protocol.Protocol;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.LivenessLoops;
import org.jspecify.annotations.Nullable;

/** What all connections of a client share. */
record ConnectionParts<Q, R>(
    Settings<Q, R> settings,
    Protocol<Q, R> protocol,
    Traits traits,
    Dialer dialer,
    LivenessLoops livenessLoops,
    RequestPath<Q, R> path,
    Budget budget) {

  /** For one connection, if answers come in order. */
  @Nullable AnswerOrder newAnswerOrder() {
    if (!traits.inOrder()) {
      return null;
    }
    Heartbeat heartbeat = settings.heartbeat().isOff() ? Heartbeat.DEFAULT : settings.heartbeat();
    return new AnswerOrder(settings.pool().maxInFlight(), heartbeat.worstCaseDetection().toNanos());
  }
}
