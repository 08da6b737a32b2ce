package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link RequestEvents} of one call. Made only while somebody listens.
 *
 * <p>Who has the call tells what becomes of it, and any thread may complete it from outside
 * meanwhile. Invariant: each wait has one end, and the call has one, since whoever takes a bit of
 * {@code state} back, or is first to set it, is the one who tells.
 */
final class CallReport {
  private static final int WAITING = 1;
  private static final int OVER = 2;

  private final RequestEvents events;
  private final Ticker ticker;
  private final long beganNanos;
  private final AtomicInteger state = new AtomicInteger();
  private volatile long waitingSinceNanos;
  private volatile @Nullable Endpoint endpoint;

  CallReport(RequestEvents events, Ticker ticker, long beganNanos) {
    this.events = events;
    this.ticker = ticker;
    this.beganNanos = beganNanos;
  }

  /** It stands in the queue from now on. */
  void waits() {
    waitingSinceNanos = ticker.nanoTime();
    state.getAndUpdate(before -> before | WAITING);
  }

  /** It has what it needs of a connection. */
  void acquired(Endpoint where) {
    endpoint = where;
    int before = state.getAndUpdate(now -> now & ~WAITING);
    if ((before & OVER) == 0) {
      events.acquired(where, waitedNanos(before));
    }
  }

  /** A lease ends its call: what becomes of the lease is not told here. */
  void leased() {
    state.set(OVER);
  }

  void answered() {
    if (end(null)) {
      events.answered(chosen(), tookNanos());
    }
  }

  void oneWaySent() {
    if (end(null)) {
      events.oneWaySent(chosen(), tookNanos());
    }
  }

  void failed(BelayException failure) {
    if (end(failure)) {
      events.failed(endpoint, tookNanos(), failure);
    }
  }

  void cancelled() {
    if (end(null)) {
      events.cancelled(endpoint, tookNanos());
    }
  }

  /** A lease was not to be had. */
  void leaseFailed(@Nullable BelayException failure) {
    end(failure);
  }

  /** Ends the wait too, if it still waits. Returns whether this is the end. */
  private boolean end(@Nullable BelayException failure) {
    int before = state.getAndSet(OVER);
    if ((before & OVER) != 0) {
      return false;
    }
    if ((before & WAITING) != 0) {
      events.notAcquired(waitedNanos(before), failure);
    }
    return true;
  }

  private Endpoint chosen() {
    Endpoint where = endpoint;
    if (where == null) {
      throw new IllegalStateException("it was answered and never sent");
    }
    return where;
  }

  private long waitedNanos(int before) {
    return (before & WAITING) == 0 ? 0 : ticker.nanoTime() - waitingSinceNanos;
  }

  private long tookNanos() {
    return ticker.nanoTime() - beganNanos;
  }
}
