package io.belay.client.internal;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request and the future of its answer, in one object, through all its attempts.
 *
 * <p>It is in the pool's keeping while it waits for a connection, then in a connection's. The
 * mutable fields belong to the holder's event loop; they change hands through an {@link Inbox} or a
 * task.
 */
sealed class Exchange<Q, R> extends Call<Q, R, R> permits ObservedExchange {

  /** What is expected of an exchange. */
  enum Kind {
    /** An answer, on any connection. */
    REQUEST,
    /** An answer, on the connection that it was sent on and no other. */
    PINNED,
    /** Nothing but that the local socket takes it. */
    ONE_WAY,
    /** The same, on one connection and no other. */
    PINNED_ONE_WAY
  }

  final Q request;
  final boolean oneWay;
  final boolean idempotent;
  final boolean pinned;

  // The holder's event loop only.
  @Nullable Exchange<?, ?> next;
  long id;
  long endOffset;
  // As its wire announced it, the last time that it was asked.
  int size;
  private boolean begun;
  private @Nullable Attempts attempts;

  /**
   * A request that nobody has yet.
   *
   * @param kind what is expected of it
   * @param options what its caller asked for
   * @param timeout the bound of the whole request
   * @param nowNanos the present
   */
  Exchange(
      Q request,
      Kind kind,
      RequestOptions options,
      Duration timeout,
      long nowNanos,
      @Nullable Executor callbackExecutor) {
    super(options.failFast(), timeout, nowNanos, callbackExecutor);
    this.request = request;
    this.oneWay = kind == Kind.ONE_WAY || kind == Kind.PINNED_ONE_WAY;
    this.pinned = kind == Kind.PINNED || kind == Kind.PINNED_ONE_WAY;
    this.idempotent = options.idempotent();
  }

  /** Whether a connection takes it for the first time. The current owner only. */
  final boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  @Override
  final @Nullable Attempts earlier() {
    return attempts;
  }

  /** What became of its attempts. The current owner only. */
  final Attempts attempts() {
    Attempts current = attempts;
    if (current == null) {
      current = new Attempts();
      attempts = current;
    }
    return current;
  }

  /** What the sender of a one-way message gets: it completes with null, and can be cancelled. */
  @SuppressWarnings("unchecked") // Nobody ever answers it.
  final CompletableFuture<Void> withoutAnswer() {
    return (CompletableFuture<Void>) (CompletableFuture<?>) this;
  }

  /** Completes with the answer. */
  void answer(@Nullable R answer) {
    finish(answer);
  }

  @Override
  final boolean isForWhole() {
    return false;
  }

  @Override
  void begin(PooledConnection<Q, R> connection) {
    connection.submit(this);
  }

  @Override
  final void fail(BelayException last) {
    conclude(attempts == null ? last : attempts.conclude(last, !isQueued()));
  }

  /** Completes with what its caller is told. */
  void conclude(BelayException failure) {
    FlightEvents.requestFailed(failure, timeout);
    finishExceptionally(failure);
  }
}
