package io.belay.client.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests a connection carries, and whether it may be given more: the only state of a
 * connection that threads other than its event loop change.
 *
 * <p>Invariant: the low 31 bits count reservations that were taken and not released; the sign bit
 * is set while the connection is not lent. Requests that were reserved before it was set keep their
 * place.
 */
final class Load {
  /** The {@link #rank()} of a connection that takes nothing. */
  static final int NO_ROOM = Integer.MAX_VALUE;

  private static final int NOT_LENT = Integer.MIN_VALUE;

  // A connection is lent only once it is ready.
  private final AtomicInteger state = new AtomicInteger(NOT_LENT);
  private final int max;

  Load(int max) {
    this.max = max;
  }

  /** Takes a place. Any thread. */
  boolean tryReserve() {
    while (true) {
      int now = state.get();
      if (now < 0 || now >= max) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Takes a place whether or not the connection is lent or full. Any thread. */
  void reserve() {
    state.getAndIncrement();
  }

  /** Gives a place back. Any thread. */
  void release() {
    state.getAndDecrement();
  }

  /** Opens or closes the connection to new requests. Event loop only. */
  void lend(boolean lent) {
    state.getAndUpdate(now -> lent ? now & ~NOT_LENT : now | NOT_LENT);
  }

  /** Requests under way. Any thread. */
  int count() {
    return state.get() & ~NOT_LENT;
  }

  /** Requests under way, or {@link #NO_ROOM} while not lent or full. Any thread. */
  int rank() {
    int now = state.get();
    return now < 0 || now >= max ? NO_ROOM : now;
  }
}
