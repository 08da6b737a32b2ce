package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Optional;

/** A connection that is there to be chosen, and does nothing more. */
final class IdleConnection extends PooledConnection<byte[], byte[]> {
  static final int MAX_IN_FLIGHT = 1024;

  IdleConnection(int index) {
    super(
        new Identity(
            new Endpoint("127.0.0.1", 9000), index, "idle-" + index, Ticker.systemTicker()),
        new Load(MAX_IN_FLIGHT));
    load.lend(true);
  }

  @Override
  ConnectionState state() {
    return ConnectionState.READY;
  }

  @Override
  LivenessState liveness() {
    return LivenessState.HEALTHY;
  }

  @Override
  long unusedSinceNanos() {
    return identity.createdNanos;
  }

  @Override
  int lostExchanges() {
    return 0;
  }

  @Override
  Traffic traffic() {
    return Traffic.NONE;
  }

  @Override
  Optional<ConnectionSnapshot> picture() {
    return Optional.empty();
  }

  @Override
  Optional<BelayException> farewell() {
    return Optional.empty();
  }

  @Override
  void leaked(Lessee.Leak leak) {}

  @Override
  void submit(Exchange<byte[], byte[]> exchange) {}

  @Override
  void drain(CloseReason reason, Duration bound) {}

  @Override
  void abort(CloseReason reason) {}
}
