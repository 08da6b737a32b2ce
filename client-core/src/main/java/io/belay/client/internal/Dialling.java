package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.PeerClosedException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connects to one endpoint that are under way, and when the next may begin. The pool's home
 * loop only, but for what is said otherwise.
 */
final class Dialling<Q, R> {
  private static final int MOST_AT_ONCE = 2;

  private final EndpointPool.Parent<Q, R> parent;
  private final Backoff backoff;
  private final Set<PooledConnection<Q, R>> underWay = new LinkedHashSet<>();
  private @Nullable Future<?> rest;
  private long failed;

  // Written by the home loop only, read by any thread that describes an exhausted pool.
  private volatile int count;
  private volatile @Nullable BelayException lastFailure;

  Dialling(EndpointPool.Parent<Q, R> parent, Backoff backoff) {
    this.parent = parent;
    this.backoff = backoff;
  }

  /** How many are under way. Any thread. */
  int count() {
    return count;
  }

  /** Why the last one failed, until one succeeds. Any thread. */
  Optional<BelayException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** How many have failed. */
  long failed() {
    return failed;
  }

  Set<PooledConnection<Q, R>> underWay() {
    return underWay;
  }

  /** How long no other may begin. */
  long restNanos() {
    return backoff.waitNanos(parent.now());
  }

  /** Begins one more, unless there are enough or the endpoint rests. */
  boolean begin(Supplier<PooledConnection<Q, R>> dial) {
    if (underWay.size() >= MOST_AT_ONCE) {
      return false;
    }
    long wait = restNanos();
    if (wait > 0) {
      if (rest == null) {
        rest = parent.schedule(this::restOver, wait);
      }
      return false;
    }
    underWay.add(dial.get());
    count = underWay.size();
    return true;
  }

  private void restOver() {
    rest = null;
    parent.tend();
  }

  void cancelRest() {
    if (rest != null) {
      rest.cancel(false);
      rest = null;
    }
  }

  /** The connection is ready. Returns whether it was one of these. */
  boolean succeeded(PooledConnection<Q, R> connection) {
    boolean ours = end(connection);
    if (ours) {
      lastFailure = null;
    }
    return ours;
  }

  /** The connection will never be ready. Returns whether it was one of these. */
  boolean failed(PooledConnection<Q, R> connection, @Nullable BelayException failure) {
    boolean ours = end(connection);
    if (ours) {
      failed++;
      lastFailure = failure;
      rest(failure);
    }
    return ours;
  }

  private boolean end(PooledConnection<Q, R> connection) {
    boolean ours = underWay.remove(connection);
    count = underWay.size();
    return ours;
  }

  /** A connection was lost: others that were lost with it should not all come back at once. */
  void lost(boolean afterLongHealth, @Nullable BelayException cause) {
    if (afterLongHealth) {
      backoff.stable();
    }
    rest(cause);
  }

  /** As long as the backoff says, or a peer that sends its client away. */
  private void rest(@Nullable BelayException cause) {
    backoff.failed(parent.now());
    if (cause instanceof PeerClosedException closed) {
      closed
          .goAway()
          .ifPresent(said -> backoff.leaveAlone(parent.now(), said.retryAfter().toNanos()));
    }
  }

  /** A connection has been healthy for long enough. */
  void stable() {
    backoff.stable();
  }
}
