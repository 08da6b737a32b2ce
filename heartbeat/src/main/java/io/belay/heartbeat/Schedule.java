package io.belay.heartbeat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which connections of one event loop are probed, which all of them share: those of
 * the {@link Heartbeat}, or longer ones where the peer accepts no PINGs as close to each other.
 */
final class Schedule {
  /** A peer that answers nothing for this many worst cases is dead, however much it sends. */
  private static final int NEVER_ANSWERS_FACTOR = 3;

  /** However much comes in, a PING goes out after this many worst cases. */
  private static final int REGULAR_PROBE_FACTOR = 2;

  /** What a peer asks for is not believed beyond this. */
  private static final Duration LONGEST_MINIMUM = Duration.ofMinutes(1);

  private final LivenessLoop loop;
  private final ProbeKind probe;
  private final long idleNanos;
  private final long intervalNanos;
  private final int probes;

  // Event loop only. The last that was asked for, since servers mostly ask the same of all.
  private @Nullable Schedule slower;

  Schedule(LivenessLoop loop, ProbeKind probe, Heartbeat heartbeat) {
    this(
        loop,
        probe,
        heartbeat.idle().toNanos(),
        heartbeat.interval().toNanos(),
        heartbeat.probes());
  }

  private Schedule(
      LivenessLoop loop, ProbeKind probe, long idleNanos, long intervalNanos, int probes) {
    this.loop = loop;
    this.probe = probe;
    this.idleNanos = idleNanos;
    this.intervalNanos = intervalNanos;
    this.probes = probes;
  }

  /**
   * This one, or one whose idle and interval are at least the minimum and a tick: a PING goes out
   * up to a tick before it is due.
   */
  Schedule withMinimum(Duration minimum) {
    long believed = Ranges.clamp(minimum, Duration.ZERO, LONGEST_MINIMUM).toNanos();
    long shortest = believed + loop.clock().tickNanos();
    long idle = Math.max(idleNanos, shortest);
    long interval = Math.max(intervalNanos, shortest);
    if (idle == idleNanos && interval == intervalNanos) {
      return this;
    }
    Schedule last = slower;
    if (last == null || last.idleNanos != idle || last.intervalNanos != interval) {
      last = new Schedule(loop, probe, idle, interval, probes);
      slower = last;
    }
    return last;
  }

  LivenessLoop loop() {
    return loop;
  }

  ProbeKind probe() {
    return probe;
  }

  int probes() {
    return probes;
  }

  /** How long nothing is received, or sent, before a PING. */
  long idleNanos() {
    return idleNanos;
  }

  /** How long each PONG is awaited. */
  long intervalNanos() {
    return intervalNanos;
  }

  /** How long a round of PINGs is awaited. */
  long roundNanos() {
    return intervalNanos * probes;
  }

  /** From the last byte to the verdict. */
  long worstCaseNanos() {
    return idleNanos + roundNanos();
  }

  /** From one PING to the next, whatever comes in. */
  long regularProbeNanos() {
    return REGULAR_PROBE_FACTOR * worstCaseNanos();
  }

  /** From the last answer to the verdict on a peer that goes on sending. */
  long neverAnswersNanos() {
    return NEVER_ANSWERS_FACTOR * worstCaseNanos();
  }
}
