package io.belay.client.internal;

import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request and the future of its answer, in one object, through all its attempts.
 *
 * <p>At any time one {@link Holder} has it: the pool while it waits for a connection, then a connection. The
 * mutable fields belong to the holder's event loop; they change hands through an {@link Inbox} or a task.
 * The future may be completed by anybody: whoever completes it from outside makes the holder let go.
 */
final class Exchange<Q, R> extends CompletableFuture<R> {

  /** Has exchanges in its keeping. */
  interface Holder {
    /** The exchange was completed from outside: forget it. Any thread. */
    void abandon(Exchange<?, ?> exchange);
  }

  final Q request;
  final boolean oneWay;
  final boolean idempotent;
  final boolean failFast;
  final Duration timeout;
  final long deadlineNanos;
  private final @Nullable Executor callbackExecutor;

  // Set by the new holder before it looks at isDone(); read by whoever completes from outside after doing
  // so: one of the two sees the other.
  volatile @Nullable Holder holder;

  // The holder's event loop only.
  @Nullable Exchange<?, ?> next;
  long id;
  long endOffset;
  int repicks;
  @Nullable Attempts attempts;

  Exchange(
      Q request,
      boolean oneWay,
      boolean idempotent,
      boolean failFast,
      Duration timeout,
      long nowNanos,
      @Nullable Executor callbackExecutor) {
    this.request = request;
    this.oneWay = oneWay;
    this.idempotent = idempotent;
    this.failFast = failFast;
    this.timeout = timeout;
    this.deadlineNanos = nowNanos + timeout.toNanos();
    this.callbackExecutor = callbackExecutor;
  }

  boolean expired(long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }

  /** Completes with the answer. */
  void answer(@Nullable R answer) {
    if (callbackExecutor == null) {
      super.complete(answer);
    } else {
      callbackExecutor.execute(() -> super.complete(answer));
    }
  }

  /** Completes a message that wants no answer. */
  void answerNothing() {
    answer(null);
  }

  /** Completes with the final failure. */
  void fail(BelayException failure) {
    if (callbackExecutor == null) {
      super.completeExceptionally(failure);
    } else {
      callbackExecutor.execute(() -> super.completeExceptionally(failure));
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
