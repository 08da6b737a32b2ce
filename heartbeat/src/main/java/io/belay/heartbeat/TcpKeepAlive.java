package io.belay.heartbeat;

import java.time.Duration;
import java.util.Objects;

/**
 * The kernel's own probes on an idle connection. They prove that the peer's kernel is reachable,
 * not that its application lives, and they are silent while unacknowledged data is in flight;
 * {@link Heartbeat} is what finds those. The limits are Linux's: see tcp(7), {@code TCP_KEEPIDLE}.
 *
 * @param idle how long nothing is received before the first probe; whole seconds, 1 to 32767
 * @param interval the time between probes; whole seconds, 1 to 32767
 * @param probes how many go unanswered before the kernel gives up with ETIMEDOUT; 1 to 127
 */
public record TcpKeepAlive(Duration idle, Duration interval, int probes) {
  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofSeconds(32_767);
  private static final int MAX_PROBES = 127;

  /** 30 s idle, 10 s interval, 3 probes: within a minute, should the heartbeat be off. */
  public static final TcpKeepAlive DEFAULT =
      new TcpKeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(10), 3);

  /**
   * Refuses a null, a fraction of a second and a value out of range, by name.
   *
   * @param idle as the component
   * @param interval as the component
   * @param probes as the component
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TcpKeepAlive {
    wholeSeconds("idle", Objects.requireNonNull(idle, "idle"));
    wholeSeconds("interval", Objects.requireNonNull(interval, "interval"));
    Ranges.check("probes", probes, 1, MAX_PROBES);
  }

  /**
   * The longest time from the last segment received to the kernel's verdict, on a connection
   * without data in flight: idle + interval × probes.
   *
   * @return the bound
   */
  public Duration worstCaseDetection() {
    return idle.plus(interval.multipliedBy(probes));
  }

  private static void wholeSeconds(String name, Duration value) {
    Ranges.check(name, value, MIN, MAX);
    if (!value.equals(Duration.ofSeconds(value.toSeconds()))) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: whole seconds)");
    }
  }
}
