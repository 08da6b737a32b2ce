package io.belay.heartbeat;

import java.util.Objects;

/**
 * What came in and what went out of one connection, as evidence: since when nothing did, and
 * whether it is time to ask. Inherited for the same reason as {@link FrameProgress}.
 *
 * <p>What can only change at a tick is remembered by the tick's number, an int.
 */
abstract sealed class Traffic extends FrameProgress permits ProbeRound {
  final LivenessTarget target;

  // Event loop only, from here on. Times are the loop clock's.
  Schedule schedule;
  private long heardAtNanos;
  private int answeredAtTick;
  private int sentAtTick;
  private int bytesTaken;
  private short ticksWithRequest;

  Traffic(Schedule schedule, LivenessTarget target) {
    this.schedule = schedule;
    this.target = Objects.requireNonNull(target, "target");
  }

  final LoopClock clock() {
    return schedule.loop().clock();
  }

  /** All evidence begins now. */
  final void begin() {
    noteBytes();
    noteAnswer();
    sentAtTick = clock().ticks();
    bytesTaken = (int) target.bytesTaken();
  }

  /** Bytes came in. */
  final void noteBytes() {
    heardAtNanos = clock().nanos();
  }

  /** A PONG or a response came in. */
  final void noteAnswer() {
    answeredAtTick = clock().ticks();
  }

  /**
   * Whether the socket took bytes since the last look. It may have been at any tick since then: the
   * first one counts.
   */
  final boolean noteProgress(int ticks) {
    noteRequests();
    if (target.readPaused()) {
      // What it answers lies unread: neither this time nor its frame's rate is held against it.
      answeredAtTick += ticks;
    } else if (frameArrivesFast(clock().elapsedNanos())) {
      // The PONG stands behind this frame: the tick is not held against the peer.
      answeredAtTick++;
    }
    int taken = (int) target.bytesTaken();
    boolean progress = taken != bytesTaken;
    if (progress) {
      bytesTaken = taken;
      sentAtTick = clock().ticks() - (ticks - 1);
    }
    return progress;
  }

  private void noteRequests() {
    if (!target.exchangesWaiting()) {
      if (ticksWithRequest > 0) {
        ticksWithRequest = 0;
      }
    } else if (ticksWithRequest < Short.MAX_VALUE) {
      // So many ticks are longer than any interval.
      ticksWithRequest++;
    }
  }

  /** For how long nothing came in. */
  final long silentNanos(long now) {
    return now - heardAtNanos;
  }

  /** For how long no answer came, to the tick. */
  final long unansweredNanos(long now) {
    return now - clock().nanosAt(answeredAtTick);
  }

  /** Whether a PING is due, the last round's having been at this time. */
  final boolean pingIsDue(long now, long pingedAtNanos) {
    return isDue(now, heardAtNanos + schedule.idleNanos())
        || isDue(now, clock().nanosAt(sentAtTick) + schedule.idleNanos())
        || isDue(now, pingedAtNanos + schedule.regularProbeNanos())
        || (ticksWithRequest > 0
            && schedule.probe() == ProbeKind.OVERTAKES
            && isDue(now, requestHeardNothingSince() + schedule.intervalNanos()));
  }

  /**
   * How many ticks it may take to the next look, if nothing happens: one while a frame or a request
   * is under way, or requests are not announced; else until the next PING is due.
   */
  final int ticksToNextPing(long now, long pingedAtNanos) {
    if (frameUnderWay() || ticksWithRequest > 0 || !target.announcesRequests()) {
      return 1;
    }
    long heardIdle = heardAtNanos + schedule.idleNanos() - now;
    long sentIdle = clock().nanosAt(sentAtTick) + schedule.idleNanos() - now;
    long regular = pingedAtNanos + schedule.regularProbeNanos() - now;
    long nanos = Math.min(regular, Math.min(heardIdle, sentIdle));
    return (int) Math.max(1, nanos / clock().tickNanos());
  }

  /** Whether the next tick would be too late. */
  private boolean isDue(long now, long deadline) {
    return now + clock().tickNanos() - deadline > 0;
  }

  /** The request began to wait at some time before the tick that saw it. */
  private long requestHeardNothingSince() {
    return LoopClock.later(clock().nanosAt(clock().ticks() - ticksWithRequest), heardAtNanos);
  }
}
