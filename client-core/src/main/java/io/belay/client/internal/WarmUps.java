package io.belay.client.internal;

import io.belay.client.error.BelayException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Those who wait for the minimum of connections. The pool's home loop only. */
final class WarmUps {
  /** Schedules a task on the home loop. */
  interface Timer {
    Future<?> schedule(Runnable task, long delayNanos);
  }

  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private final Timer timer;
  private final long timeoutNanos;

  WarmUps(Timer timer, long timeoutNanos) {
    this.timer = timer;
    this.timeoutNanos = timeoutNanos;
  }

  void add(CompletableFuture<Void> warm, Supplier<BelayException> tooLate) {
    waiting.add(warm);
    Future<?> timeout =
        timer.schedule(
            () -> {
              warm.completeExceptionally(tooLate.get());
              waiting.removeIf(CompletableFuture::isDone);
            },
            timeoutNanos);
    var unused = warm.whenComplete((nothing, failure) -> timeout.cancel(false));
  }

  void complete() {
    waiting.forEach(warm -> warm.complete(null));
    waiting.clear();
  }

  void fail(BelayException failure) {
    waiting.forEach(warm -> warm.completeExceptionally(failure));
    waiting.clear();
  }
}
