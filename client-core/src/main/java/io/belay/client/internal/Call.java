package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked for, and the future of its outcome, in one object.
 *
 * <p>At any time one {@link Holder} has it, such as the pool while it waits for a connection. The
 * future may be completed by anybody: whoever completes it from outside makes the holder let go.
 *
 * @param <T> the outcome
 */
abstract sealed class Call<Q, R, T> extends CompletableFuture<T> permits Exchange, LeaseCall {

  /** Has calls in its keeping. */
  interface Holder {
    /** The call was completed from outside: forget it. Any thread. */
    void abandon(Call<?, ?, ?> call);
  }

  final boolean failFast;
  final Duration timeout;
  final long deadlineNanos;
  private final @Nullable Executor callbackExecutor;

  // Set by the new holder before it looks at isDone(); read by whoever completes from outside after
  // doing so: one of the two sees the other.
  volatile @Nullable Holder holder;

  Call(boolean failFast, Duration timeout, long nowNanos, @Nullable Executor callbackExecutor) {
    this.failFast = failFast;
    this.timeout = timeout;
    this.deadlineNanos = nowNanos + timeout.toNanos();
    this.callbackExecutor = callbackExecutor;
  }

  final boolean expired(long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }

  /** Whether it waits for a connection of its own, or for a place on one. */
  abstract boolean isForWhole();

  /** What became of earlier attempts; nothing if there were none. The current owner only. */
  abstract @Nullable Attempts earlier();

  /** It begins to wait for a connection. */
  void waits() {}

  /** It need not wait any more: what it waits for is reserved for it on this connection. */
  abstract void begin(PooledConnection<Q, R> connection);

  /** Completes with the final failure. */
  abstract void fail(BelayException failure);

  /** Whether it certainly was not sent and will not be, now that it was completed from outside. */
  final boolean isProvenUnsent() {
    // Whoever takes it out of the queue finds it done.
    return isForWhole() || (isQueued() && earlier() == null);
  }

  /** Whether it waits for a connection, or did so when it was completed. */
  final boolean isQueued() {
    return holder instanceof Admission;
  }

  /** Completes where the user wants completions to run; the holder has let go already. */
  final void finish(@Nullable T outcome) {
    if (callbackExecutor == null) {
      completeOrRelease(outcome);
    } else {
      handOver(() -> completeOrRelease(outcome));
    }
  }

  /** An answer that is reference-counted, and that nobody waits for any more, has no owner. */
  private void completeOrRelease(@Nullable T outcome) {
    if (!super.complete(outcome)) {
      ReferenceCountUtil.release(outcome);
    }
  }

  final void finishExceptionally(BelayException failure) {
    handOver(() -> super.completeExceptionally(failure));
  }

  /** As {@link #finish}, but whoever completed it first from outside finds the outcome refused. */
  final void finishOrElse(T outcome, Runnable refused) {
    handOver(
        () -> {
          if (!super.complete(outcome)) {
            refused.run();
          }
        });
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
  public boolean complete(T value) {
    return super.complete(value) && letGo();
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return super.completeExceptionally(failure) && letGo();
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    // The JDK's own goes past complete().
    executor.execute(
        () -> {
          try {
            complete(supplier.get());
          } catch (Throwable thrown) {
            completeExceptionally(thrown);
          }
        });
    return this;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.completeExceptionally(new CancellationException());
    if (cancelled) {
      letGo();
    }
    return cancelled || isCancelled();
  }

  /** It was completed from outside: whoever has it in his keeping forgets it. */
  boolean letGo() {
    Holder current = holder;
    if (current != null) {
      current.abandon(this);
    }
    return true;
  }

  /** What follows from this future is an ordinary one: only the call itself holds a place. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
