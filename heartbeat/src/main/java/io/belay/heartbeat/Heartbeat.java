package io.belay.heartbeat;

import java.time.Duration;

/**
 * The schedule of probes.
 *
 * @param idle silence before the first PING; 100 ms to 1 h
 * @param interval wait for each PONG; 20 ms to 1 min
 * @param probes PINGs that may go unanswered; 1 to 20
 */
public record Heartbeat(Duration idle, Duration interval, int probes) {
  /** 5 s idle, 1 s interval, 3 probes: a dead peer is found within 8 s. */
  public static final Heartbeat DEFAULT =
      new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(1), 3);
}
