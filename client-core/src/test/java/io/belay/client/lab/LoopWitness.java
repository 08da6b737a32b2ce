package io.belay.client.lab;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * Sees from within when an event loop ran and when it did not, whoever had the CPU instead. A
 * verdict falls on a tick; that its connection is closed, a listener hears when those before it are
 * closed, and when this thread has a CPU.
 */
final class LoopWitness {
  /** A pass of the loop that is shorter goes unseen: as a hundred verdicts in one tick. */
  static final Duration RESOLUTION = Duration.ofMillis(20);

  private static final long PERIOD_NANOS = RESOLUTION.toNanos() / 2;

  private final EventLoopGroup loop;

  /** From the end of each pause to its beginning. */
  private final ConcurrentSkipListMap<Long, Long> pauses = new ConcurrentSkipListMap<>();

  // Event loop only.
  private long ranAtNanos = System.nanoTime();

  /**
   * @param loop a group of one event loop
   */
  LoopWitness(EventLoopGroup loop) {
    this.loop = loop;
    var unused =
        loop.scheduleWithFixedDelay(this::run, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  private void run() {
    long now = System.nanoTime();
    if (now - ranAtNanos > RESOLUTION.toNanos()) {
      pauses.put(now, ranAtNanos);
    }
    ranAtNanos = now;
  }

  /** The longest time in which it did not run so far. */
  Duration longestPause() {
    return Duration.ofNanos(
        pauses.entrySet().stream()
            .mapToLong(pause -> pause.getKey() - pause.getValue())
            .max()
            .orElse(0));
  }

  /** Waits until the loop has done what it does now, and has come round. */
  void awaitPass() {
    loop.submit(this::run).syncUninterruptibly();
    loop.schedule(this::run, PERIOD_NANOS, TimeUnit.NANOSECONDS).syncUninterruptibly();
  }

  /** When the pass of the loop began, at the earliest, in which something was heard. */
  long passBeganNanos(long heardAtNanos) {
    loop.submit(this::run).syncUninterruptibly();
    Map.Entry<Long, Long> pause = pauses.ceilingEntry(heardAtNanos);
    return pause == null || pause.getValue() > heardAtNanos ? heardAtNanos : pause.getValue();
  }
}
