package io.belay.client.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests a connection carries, and whether it may be given more: the only state of a
 * connection, besides its {@link Lessee}, that threads other than its event loop change.
 *
 * <p>Invariant: the low 29 bits count reservations that were taken and not released. Above them, a
 * bit says that the connection is not lent, since its peer or its socket is not fit; one that it is
 * taken, by a lease or for one that waits for it to fall idle; and one that it is retired. While
 * any of them is set nothing more is reserved, but what was reserved before keeps its place. A
 * connection is never both taken and retired.
 */
final class Load {
  /** The {@link #rank()} of a connection that takes nothing. */
  static final int NO_ROOM = Integer.MAX_VALUE;

  private static final int NOT_LENT = 1 << 31;
  private static final int TAKEN = 1 << 30;
  private static final int RETIRED = 1 << 29;
  private static final int COUNT = RETIRED - 1;

  // A connection is lent only once it is ready.
  private final AtomicInteger state = new AtomicInteger(NOT_LENT);
  private final int max;

  Load(int max) {
    this.max = max;
  }

  /* ---- Requests. Any thread. */

  /** Takes a place. */
  boolean tryReserve() {
    while (true) {
      int now = state.get();
      // Each of the upper bits alone makes the number negative or too large.
      if (now < 0 || now >= max) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Takes a place for whoever has the connection to himself, unless it is full. */
  boolean tryReserveTaken() {
    while (true) {
      int now = state.get();
      if ((now & COUNT) >= max) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Takes a place whether or not the connection is lent or full. */
  void reserve() {
    state.getAndIncrement();
  }

  /** Gives a place back. */
  void release() {
    state.getAndDecrement();
  }

  /** Requests under way. */
  int count() {
    return state.get() & COUNT;
  }

  /** Requests under way, or {@link #NO_ROOM} while nothing more is reserved. */
  int rank() {
    int now = state.get();
    return now < 0 || now >= max ? NO_ROOM : now;
  }

  /* ---- The whole connection. Any thread. */

  /** Takes the connection, if it may be lent and is idle. */
  boolean tryTake() {
    return state.get() == 0 && state.compareAndSet(0, TAKEN);
  }

  /** Takes the connection, if it may be lent, whatever it still carries. */
  boolean tryTakeBusy() {
    while (true) {
      int now = state.get();
      if ((now & ~COUNT) != 0) {
        return false;
      }
      if (state.compareAndSet(now, now | TAKEN)) {
        return true;
      }
    }
  }

  /** Gives the connection back. */
  void giveBack() {
    state.getAndAdd(-TAKEN);
  }

  boolean isTaken() {
    return (state.get() & TAKEN) != 0;
  }

  /** Whether it is taken, carries nothing, and its peer is fit. */
  boolean isTakenAndIdle() {
    return state.get() == TAKEN;
  }

  /** Whether its peer and its socket are fit. */
  boolean isLent() {
    return state.get() >= 0;
  }

  /** Retires the connection for good, unless it is taken. */
  boolean retire() {
    return retireBelow(TAKEN);
  }

  /** Retires the connection for good, unless it is taken or carries anything. */
  boolean retireIfIdle() {
    return retireBelow(1);
  }

  private boolean retireBelow(int limit) {
    while (true) {
      int now = state.get();
      if ((now & ~NOT_LENT) >= limit) {
        return false;
      }
      if (state.compareAndSet(now, now | RETIRED)) {
        return true;
      }
    }
  }

  /* ---- The connection's event loop only. */

  /** Opens or closes the connection to new requests. */
  void lend(boolean lent) {
    state.getAndUpdate(now -> lent ? now & ~NOT_LENT : now | NOT_LENT);
  }
}
