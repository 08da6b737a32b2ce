package io.belay.benchmarks.echo;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Recorder;

/**
 * Counts the requests of one sender, and times every sixteenth: to look at the clock twice for each
 * would cost the fastest rows a tenth of what they do. One thread at a time begins, one at a time
 * ends.
 */
final class Lane {
  /** One request in so many is timed; a power of two. */
  static final int STRIDE = 16;

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final Recorder latencies;
  private final int offset;

  /**
   * Makes one.
   *
   * @param offset so that lanes which run in step are not all timed at once
   */
  Lane(Recorder latencies, int offset) {
    this.latencies = latencies;
    this.offset = offset;
  }

  /** A request is about to be sent. Returns when, or 0 if it is not one of those that are timed. */
  long begin() {
    long number = begun.getPlain();
    begun.setOpaque(number + 1);
    return ((number + offset) & (STRIDE - 1)) == 0 ? System.nanoTime() : 0;
  }

  /** Its answer has come. */
  void end(long begunAt) {
    if (begunAt != 0) {
      latencies.recordValue(System.nanoTime() - begunAt);
    }
    ended.setOpaque(ended.getPlain() + 1);
  }

  /** Many are about to be sent, and timed by the caller. */
  void beginMany(int requests) {
    begun.setOpaque(begun.getPlain() + requests);
  }

  /** Their answers have come. */
  void endMany(int requests) {
    ended.setOpaque(ended.getPlain() + requests);
  }

  /** One that the caller timed took so long. */
  void took(long nanos) {
    latencies.recordValue(nanos);
  }

  long begun() {
    return begun.getOpaque();
  }

  long ended() {
    return ended.getOpaque();
  }
}
