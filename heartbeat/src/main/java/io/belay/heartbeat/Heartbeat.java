package io.belay.heartbeat;

import java.time.Duration;
import java.util.Objects;

/**
 * The schedule of probes: when a PING goes out, how long its PONG is awaited, and how many may go
 * unanswered before the peer is dead. {@link TcpKeepAlive} has the same three numbers, one layer
 * below.
 *
 * @param idle how long nothing is received before the first PING; 100 ms to 1 h
 * @param interval how long each PONG is awaited; 20 ms to 1 min
 * @param probes how many PINGs go unanswered before the verdict; 1 to 20
 */
public record Heartbeat(Duration idle, Duration interval, int probes) {
  private static final Duration MIN_IDLE = Duration.ofMillis(100);
  private static final Duration MAX_IDLE = Duration.ofHours(1);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(20);
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_PROBES = 20;
  private static final Duration MIN_TICK = Duration.ofMillis(10);
  private static final Duration MAX_TICK = Duration.ofMillis(250);
  private static final Heartbeat OFF = new Heartbeat(Duration.ZERO, Duration.ZERO, 0);

  /**
   * 5 s idle, 1 s interval, 3 probes: a dead peer is found within 8 s, and within 4 s while a
   * request waits. Short enough to keep a NAT entry or a load balancer's flow alive (the tightest
   * common idle limit is 60 s), long enough to cost an idle connection one small packet each way
   * every 5 s.
   */
  public static final Heartbeat DEFAULT =
      new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(1), 3);

  /**
   * Refuses a null and a value out of range, by name.
   *
   * @param idle as the component
   * @param interval as the component
   * @param probes as the component
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Heartbeat {
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(interval, "interval");
    if (probes != 0 || !idle.isZero() || !interval.isZero()) {
      Ranges.check("idle", idle, MIN_IDLE, MAX_IDLE);
      Ranges.check("interval", interval, MIN_INTERVAL, MAX_INTERVAL);
      Ranges.check("probes", probes, 1, MAX_PROBES);
    }
  }

  /**
   * No schedule: nothing is probed after the first PING, and only the kernel finds a dead peer.
   *
   * @return the heartbeat that is off, whose numbers are all zero
   */
  public static Heartbeat off() {
    return OFF;
  }

  /**
   * Whether this is {@link #off()}.
   *
   * @return whether nothing is probed
   */
  public boolean isOff() {
    return probes == 0;
  }

  /**
   * The longest time from the last byte received to the verdict: idle + interval × probes. On the
   * wall, add at most two ticks, and the time in which our own event loop did not run.
   *
   * @return the bound; zero when off
   */
  public Duration worstCaseDetection() {
    return idle.plus(interval.multipliedBy(probes));
  }

  /**
   * The same bound while a request waits for its answer: interval + interval × probes, since the
   * first PING then goes out after one interval.
   *
   * @return the bound; zero when off
   */
  public Duration worstCaseWhileWaiting() {
    return interval.plus(interval.multipliedBy(probes));
  }

  /**
   * How often an event loop looks after its connections: a quarter of the interval, at least 10 ms
   * and at most 250 ms or the idle time: a PING may not be due before the next look.
   *
   * @return the tick
   */
  public Duration tick() {
    if (isOff()) {
      return MAX_TICK;
    }
    Duration max = idle.compareTo(MAX_TICK) > 0 ? MAX_TICK : idle;
    return Ranges.clamp(interval.dividedBy(4), MIN_TICK, max);
  }
}
