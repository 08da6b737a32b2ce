package io.belay.samples.load;

import io.belay.client.BelayClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of requests under way: each lane sends its next request when the one before has
 * ended.
 */
public final class ClosedLoad implements Load {
  /** How long a lane rests after a failure: a dead server must not use the requests up at once. */
  private static final long REST_MILLIS = 100;

  private final Echoes echoes;
  private final int lanes;
  private final CountDownLatch running;
  private final ScheduledExecutorService rests =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "load-rests");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A load that has not begun.
   *
   * @param client sends the requests
   * @param plan what to send
   * @param tally counts
   */
  public ClosedLoad(BelayClient<byte[], byte[]> client, LoadPlan plan, Tally tally) {
    this.echoes = new Echoes(client, plan, tally);
    this.lanes = (int) Math.min(plan.concurrency(), plan.count());
    this.running = new CountDownLatch(lanes);
  }

  @Override
  public Duration run() throws InterruptedException {
    long startNanos = System.nanoTime();
    try {
      for (int i = 0; i < lanes; i++) {
        new Lane().go();
      }
      running.await();
    } finally {
      rests.shutdownNow();
    }
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @Override
  public void stop() {
    echoes.stop();
  }

  /** One request at a time. */
  private final class Lane {
    /**
     * How often {@link #go} was called and not yet obeyed. A request may end inside the call that
     * sends it; its successor is then sent by the loop that is running, not from deeper down.
     */
    private final AtomicInteger turns = new AtomicInteger();

    void go() {
      if (turns.getAndIncrement() == 0) {
        do {
          send();
        } while (turns.decrementAndGet() > 0);
      }
    }

    private void send() {
      if (!echoes.sendNext(System.nanoTime(), this::ended)) {
        running.countDown();
      }
    }

    private void ended(boolean answered) {
      if (answered) {
        go();
      } else {
        var unused = rests.schedule(this::go, REST_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
