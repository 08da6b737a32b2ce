package io.belay.client.internal;

import java.util.Arrays;

/**
 * Whose turn it is to be answered, on a connection whose answers come in the order of the
 * questions. Event loop only.
 *
 * <p>A ring of numbers, oldest first: a request's id, or a probe's sequence number, negated. A
 * request that nobody waits for any more keeps its place, so that its late answer is nobody else's.
 */
final class AnswerOrder {
  /** Nothing was asked that is not answered. */
  static final long NOTHING = 0;

  private static final int SMALLEST = 4;

  private final int maxOwed;
  private final long patienceNanos;

  private long[] ring = new long[SMALLEST];
  private int oldest;
  private int size;
  private int requests;
  private boolean owing;
  private long owingSinceNanos;

  /**
   * Nothing was asked yet.
   *
   * @param maxOwed how many answers a peer may owe that nobody waits for
   * @param patienceNanos for how long it may owe some and answer nothing at all
   */
  AnswerOrder(int maxOwed, long patienceNanos) {
    this.maxOwed = maxOwed;
    this.patienceNanos = patienceNanos;
  }

  /** A request was written. */
  void requestSent(long id) {
    add(id);
    requests++;
  }

  /** A probe was written. */
  void probeSent(long sequence) {
    add(-sequence);
  }

  /** An answer came: the number of the oldest question, which is done with, or {@link #NOTHING}. */
  long next() {
    if (size == 0) {
      return NOTHING;
    }
    long number = ring[oldest];
    oldest = (oldest + 1) & (ring.length - 1);
    size--;
    if (number > 0) {
      requests--;
    }
    owing = false;
    return number;
  }

  /**
   * Whether the peer owes so many answers that nobody waits for, or has for so long, that requests
   * had better not stand behind them. To be asked whenever somebody ceases to wait.
   *
   * @param waiting how many requests are still waited for
   */
  boolean isOverdue(int waiting, long nowNanos) {
    int owed = requests - waiting;
    if (owed > 0 && !owing) {
      owing = true;
      owingSinceNanos = nowNanos;
    }
    return owed >= maxOwed || (owing && nowNanos - owingSinceNanos >= patienceNanos);
  }

  /** Whether answers are owed that nobody waits for, as far as was asked. */
  boolean owes() {
    return owing;
  }

  /** From when on those are overdue, if none comes until then. */
  long overdueAtNanos() {
    return owingSinceNanos + patienceNanos;
  }

  private void add(long number) {
    if (size == ring.length) {
      long[] larger = Arrays.copyOfRange(ring, oldest, oldest + 2 * size);
      System.arraycopy(ring, 0, larger, size - oldest, oldest);
      ring = larger;
      oldest = 0;
    }
    ring[(oldest + size) & (ring.length - 1)] = number;
    size++;
  }
}
