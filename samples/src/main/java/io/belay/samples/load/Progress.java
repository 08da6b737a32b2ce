package io.belay.samples.load;

import io.belay.samples.cli.Terminal;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error while something takes its time; nothing if it is no terminal.
 */
public final class Progress {
  private static final int LOOK_MILLIS = 100;

  private final ProgressBar bar;
  private final LongSupplier done;
  private final ScheduledExecutorService looks;

  private Progress(ProgressBar bar, LongSupplier done) {
    this.bar = bar;
    this.done = done;
    this.looks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Shows it until closed.
   *
   * @param task what takes its time
   * @param total how much there is to do
   * @param done how much of it is done, asked ten times a second
   * @return closes the bar; closing never fails
   */
  public static Runnable show(String task, long total, LongSupplier done) {
    if (!Terminal.progress()) {
      return () -> {};
    }
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(LOOK_MILLIS)
            .clearDisplayOnFinish()
            .build();
    return new Progress(bar, done)::close;
  }

  private void close() {
    looks.shutdownNow();
    look();
    bar.close();
  }

  private void look() {
    bar.stepTo(done.getAsLong());
  }
}
