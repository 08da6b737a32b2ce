package io.belay.client.internal;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request and the future of its answer, in one object, through all its attempts.
 *
 * <p>At any time one {@link Holder} has it: the pool while it waits for a connection, then a
 * connection. The mutable fields belong to the holder's event loop; they change hands through an
 * {@link Inbox} or a task. The future may be completed by anybody: whoever completes it from
 * outside makes the holder let go.
 */
final class Exchange<Q, R> extends CompletableFuture<R> {

  /** What is expected of an exchange. */
  enum Kind {
    /** An answer, on any connection. */
    REQUEST,
    /** An answer, on the connection that it was sent on and no other. */
    PINNED,
    /** Nothing but that the local socket takes it. */
    ONE_WAY
  }

  /** Has exchanges in its keeping. */
  interface Holder {
    /** The exchange was completed from outside: forget it. Any thread. */
    void abandon(Exchange<?, ?> exchange);
  }

  final Q request;
  final boolean oneWay;
  final boolean idempotent;
  final boolean failFast;
  final boolean pinned;
  final Duration timeout;
  final long deadlineNanos;
  private final @Nullable Executor callbackExecutor;

  // Set by the new holder before it looks at isDone(); read by whoever completes from outside after
  // doing
  // so: one of the two sees the other.
  volatile @Nullable Holder holder;

  // The holder's event loop only.
  @Nullable Exchange<?, ?> next;
  long id;
  long endOffset;
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
    this.request = request;
    this.oneWay = kind == Kind.ONE_WAY;
    this.pinned = kind == Kind.PINNED;
    this.idempotent = options.idempotent();
    this.failFast = options.failFast();
    this.timeout = timeout;
    this.deadlineNanos = nowNanos + timeout.toNanos();
    this.callbackExecutor = callbackExecutor;
  }

  boolean expired(long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }

  /** What became of its attempts. The current owner only. */
  Attempts attempts() {
    Attempts current = attempts;
    if (current == null) {
      current = new Attempts();
      attempts = current;
    }
    return current;
  }

  /** Completes with the answer. */
  void answer(@Nullable R answer) {
    if (attempts != null) {
      attempts.succeeded();
    }
    handOver(() -> super.complete(answer));
  }

  /** Completes a message that wants no answer. */
  void answerNothing() {
    answer(null);
  }

  /** Completes with the final failure. */
  void fail(BelayException last) {
    BelayException failure = attempts == null ? last : attempts.conclude(last);
    handOver(() -> super.completeExceptionally(failure));
  }

  /** An executor that refuses the completion must not cost the caller its outcome. */
  private void handOver(Runnable completion) {
    if (callbackExecutor == null) {
      completion.run();
      return;
    }
    try {
      callbackExecutor.execute(completion);
    } catch (RuntimeException | Error refused) {
      completion.run();
    }
  }

  @Override
  public boolean complete(R value) {
    return super.complete(value) && letGo();
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return super.completeExceptionally(failure) && letGo();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.completeExceptionally(new CancellationException());
    if (cancelled) {
      letGo();
    }
    return cancelled || isCancelled();
  }

  private boolean letGo() {
    Holder current = holder;
    if (current != null) {
      current.abandon(this);
    }
    return true;
  }

  /** What follows from this future is an ordinary one: only the request itself holds a place. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
