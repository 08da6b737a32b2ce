package io.belay.samples.load;

import io.belay.client.BelayClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate, whether or not the ones before were answered. Each latency counts from
 * when the request was due, so that a server that stalls cannot hide the requests that it held up.
 */
public final class OpenLoad implements Load {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Echoes echoes;
  private final double perSecond;
  private final CountDownLatch allEnded = new CountDownLatch(1);

  /** Requests under way, and one more for the loop that sends. */
  private final AtomicLong open = new AtomicLong(1);

  /**
   * A load that has not begun.
   *
   * @param client sends the requests
   * @param plan what to send; its concurrency does not matter
   * @param perSecond the rate, above 0
   * @param tally counts
   */
  public OpenLoad(
      BelayClient<byte[], byte[]> client, LoadPlan plan, double perSecond, Tally tally) {
    if (!(perSecond > 0 && Double.isFinite(perSecond))) {
      throw new IllegalArgumentException("rate: %s (expected: a number > 0)".formatted(perSecond));
    }
    this.echoes = new Echoes(client, plan, tally);
    this.perSecond = perSecond;
  }

  @Override
  public Duration run() throws InterruptedException {
    long startNanos = System.nanoTime();
    boolean more = true;
    for (long i = 0; more; i++) {
      long dueNanos = startNanos + (long) (i / perSecond * NANOS_PER_SECOND);
      sleepUntil(dueNanos);
      open.incrementAndGet();
      more = echoes.sendNext(dueNanos, answered -> ended());
    }
    ended();
    ended();
    allEnded.await();
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @Override
  public void stop() {
    echoes.stop();
  }

  /** Naps, so that a stop is noticed between two requests that are far apart. */
  private void sleepUntil(long dueNanos) throws InterruptedException {
    for (long left = dueNanos - System.nanoTime();
        left > 0 && echoes.open();
        left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NANOS));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void ended() {
    if (open.decrementAndGet() == 0) {
      allEnded.countDown();
    }
  }
}
