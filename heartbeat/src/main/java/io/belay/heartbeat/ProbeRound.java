package io.belay.heartbeat;

import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * The round of PINGs of one connection: how many are out, since when their answer is awaited, and
 * how much of that was not held against the peer. Inherited for the same reason as {@link
 * FrameProgress}.
 *
 * <p>The wait for an answer begins at a PING, or later, at a tick.
 */
abstract sealed class ProbeRound extends Traffic permits Liveness {
  // Event loop only, from here on. Times are the loop clock's.
  private @Nullable ChannelFuture firstPing;
  private long pingedAtNanos;
  private int awaitingSinceTick;
  // As unsigned: 2^32 PINGs, 20 ms apart, are two and a half years of one connection.
  private int sequence;
  private byte probesOut;

  // Without the lateness of the ticks since the last answer, which the clock has summed up.
  private long forgivenNanos;

  ProbeRound(Schedule schedule, LivenessTarget target) {
    super(schedule, target);
  }

  /** The peer answered: what was forgiven before is of no account any more. */
  final void forgiveNothing() {
    forgivenNanos = -clock().allLatenessNanos();
  }

  /** So much is not held against the peer. */
  final void forgive(long nanos) {
    forgivenNanos += nanos;
  }

  /** What was not held against the peer since its last answer. */
  final long forgivenNanos() {
    return forgivenNanos + clock().allLatenessNanos();
  }

  /** The first PING of a new round goes out. */
  final void beginRound(long now) {
    pingedAtNanos = now;
    awaitingSinceTick = clock().ticks();
    probesOut = 0;
    firstPing = ping();
  }

  /** The next PING of the round goes out, if one is due and none before it is stuck. */
  final void continueRound(long waitedNanos) {
    if (probesOut < schedule.probes()
        && waitedNanos >= probesOut * schedule.intervalNanos()
        && pingTaken()) {
      var unused = ping();
    }
  }

  private ChannelFuture ping() {
    probesOut++;
    sequence++;
    return target.ping(Integer.toUnsignedLong(sequence));
  }

  /** The round is over: whatever PONG to it comes from now on tells nothing about the way. */
  final void endRound() {
    probesOut = 0;
    firstPing = null;
  }

  /** How many PINGs are out. */
  final int probesOut() {
    return probesOut;
  }

  /** When the round's first PING was written. */
  final long pingedAtNanos() {
    return pingedAtNanos;
  }

  /** Whether a PING of this number was ever sent. */
  final boolean wasSent(long number) {
    return Long.compareUnsigned(number - 1, Integer.toUnsignedLong(sequence)) < 0;
  }

  /** Whether it is the number of the first PING of the round that is out. */
  final boolean isFirstOfRound(long number) {
    return probesOut > 0 && number == Integer.toUnsignedLong(sequence - probesOut + 1);
  }

  /** Whether the socket took the round's first PING. */
  final boolean pingTaken() {
    ChannelFuture written = firstPing;
    if (written != null && written.isDone()) {
      // It is not kept through an idle time.
      firstPing = null;
    }
    return firstPing == null;
  }

  /** For how long the answer has been awaited. */
  final long waitedNanos(long now) {
    return now - LoopClock.later(clock().nanosAt(awaitingSinceTick), pingedAtNanos);
  }

  /** Awaits the answer anew: all that was waited so far is forgiven. */
  final void awaitAnew(long now) {
    forgivenNanos += waitedNanos(now);
    awaitingSinceTick = clock().ticks();
  }

  /** Lets the wait for the whole round end so much later than now, or up to a tick more. */
  final void postpone(long now, long nanos) {
    long waited = waitedNanos(now);
    long countedTicks = (schedule.roundNanos() - nanos) / clock().tickNanos();
    awaitingSinceTick = clock().ticks() - (int) countedTicks;
    forgivenNanos += waited - waitedNanos(now);
  }
}
