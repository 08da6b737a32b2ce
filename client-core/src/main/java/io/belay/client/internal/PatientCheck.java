package io.belay.client.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task that may block for as long as a dead mount does: it has a thread of its own, is under way
 * at most once, and nobody waits for it longer than is good for them. Any thread.
 */
final class PatientCheck {
  private final Executor thread;
  private final Runnable task;
  private final Runnable overdue;
  private final long patienceNanos;

  private final AtomicReference<CompletableFuture<Void>> underWay =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  /** The last run that somebody waited for in vain; null once one was in time again. */
  private final AtomicReference<@Nullable CompletableFuture<Void>> late = new AtomicReference<>();

  /**
   * Runs nothing yet.
   *
   * @param overdue is told once, until a run is in time again, that one was not
   */
  PatientCheck(String threadName, Duration patience, Runnable task, Runnable overdue) {
    thread = BackgroundThread.named(threadName);
    patienceNanos = patience.toNanos();
    this.task = task;
    this.overdue = overdue;
  }

  /** Completes there when the task has run, or when waiting longer is no use. */
  CompletableFuture<Void> run(Executor there) {
    CompletableFuture<Void> run = begin();
    if (run == late.get()) {
      return CompletableFuture.completedFuture(null);
    }
    return run.copy()
        .completeOnTimeout(null, patienceNanos, TimeUnit.NANOSECONDS)
        .thenRunAsync(() -> judge(run), there);
  }

  /** The run that is under way, or a new one. */
  private CompletableFuture<Void> begin() {
    CompletableFuture<Void> fresh = new CompletableFuture<>();
    CompletableFuture<Void> run = underWay.updateAndGet(last -> last.isDone() ? fresh : last);
    if (run == fresh) {
      thread.execute(
          () -> {
            try {
              task.run();
            } finally {
              fresh.complete(null);
            }
          });
    }
    return run;
  }

  private void judge(CompletableFuture<Void> run) {
    if (run.isDone()) {
      late.set(null);
    } else if (late.getAndSet(run) == null) {
      overdue.run();
    }
  }
}
