package io.belay.client.lab;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The moment of a peer's death.
 *
 * @param beganAtNanos when it began to die: from here on the time counts
 * @param doneAtNanos when it was dead
 * @param stalled how long each client's event loop had not run until then
 */
record Strike(long beganAtNanos, long doneAtNanos, Map<WatchedClient, Duration> stalled) {

  static Strike by(Runnable death, Collection<WatchedClient> clients) {
    Map<WatchedClient, Duration> stalled =
        clients.stream().collect(Collectors.toMap(Function.identity(), WatchedClient::stalled));
    long began = System.nanoTime();
    death.run();
    return new Strike(began, System.nanoTime(), stalled);
  }

  Duration until(long nanos) {
    return Duration.ofNanos(nanos - beganAtNanos);
  }

  /**
   * How long after the strike began an answer was read that was under way: what counts from there,
   * counts from the last byte received.
   */
  Duration lastAnswerAfter(long answeredAtNanos) {
    return Duration.ofNanos(Math.max(0, answeredAtNanos - beganAtNanos));
  }

  /** How long an answer may lie unread: two ticks, and the time in which the loop did not run. */
  Duration delayOf(WatchedClient client) {
    return Duration.ofNanos(doneAtNanos - beganAtNanos)
        .plus(Proof.HEARTBEAT.tick().multipliedBy(2))
        .plus(client.stalled())
        .minus(stalled.get(client));
  }
}
