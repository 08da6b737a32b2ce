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

  /** Whether the socket took bytes since the last tick. Once a tick. */
  final boolean noteProgress() {
    noteRequests();
    if (frameArrivesFast(clock().elapsedNanos())) {
      // The PONG stands behind this frame: the tick is not held against the peer.
      answeredAtTick++;
    }
    int taken = (int) target.bytesTaken();
    boolean progress = taken != bytesTaken;
    if (progress) {
      bytesTaken = taken;
      sentAtTick = clock().ticks();
    }
    return progress;
  }

  private void noteRequests() {
    if (!target.exchangesWaiting()) {
      ticksWithRequest = 0;
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

  /** Whether the next tick would be too late. */
  private boolean isDue(long now, long deadline) {
    return now + clock().tickNanos() - deadline > 0;
  }

  /** The request began to wait at some time before the tick that saw it. */
  private long requestHeardNothingSince() {
    return LoopClock.later(clock().nanosAt(clock().ticks() - ticksWithRequest), heardAtNanos);
  }
}
