package io.belay.heartbeat;

import java.util.concurrent.TimeUnit;

/**
 * A loop member that follows how fast the frame arrives that is not yet whole. A PONG stands behind
 * it, so while it arrives at a decent rate the peer cannot be blamed for not answering.
 *
 * <p>Inherited and not held, since an object of its own would cost every connection 28 bytes.
 */
abstract sealed class FrameProgress extends LoopMember permits Traffic, ServerWatch {
  static final long BYTES_PER_SECOND = 16 * 1024;

  // Event loop only.
  private int bytes;
  private int millis;

  final void frameBytesReceived(int count) {
    // The rate of a frame of gigabytes is decided long before the sum overflows.
    bytes = (int) Math.min((long) bytes + count, Integer.MAX_VALUE);
  }

  final void frameCompleted() {
    bytes = 0;
    millis = 0;
  }

  /** Whether a frame has begun and is not whole. */
  final boolean frameUnderWay() {
    return bytes > 0;
  }

  /** For how long the frame has been under way. */
  final int frameMillis() {
    return millis;
  }

  /** A tick passed: whether a frame is under way, and came at the rate so far. */
  final boolean frameArrivesFast(long elapsedNanos) {
    if (bytes == 0) {
      return false;
    }
    millis += (int) TimeUnit.NANOSECONDS.toMillis(elapsedNanos);
    return bytes * 1000L >= BYTES_PER_SECOND * millis;
  }
}
