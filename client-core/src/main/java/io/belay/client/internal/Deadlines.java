package io.belay.client.internal;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the deadlines of whatever waits in one place, with one timer for the earliest of them.
 * When it goes off, a sweep looks at everything that waits; since most requests share one timeout,
 * that comes about once a timeout and not once a request.
 *
 * <p>A deadline that passed is judged only after one more I/O pass of the loop, so that an answer
 * which already lies in the socket, after a stall of ours, still counts.
 */
final class Deadlines {
  private static final long RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final EventLoop loop;
  private final LongConsumer sweep;

  // Event loop only.
  private boolean sweeping;
  private boolean anything;
  private long earliest;
  private @Nullable Future<?> timer;

  /**
   * Watches nothing yet.
   *
   * @param sweep given the present, fails all whose deadline has passed, and {@linkplain #watch
   *     watches} the rest again
   */
  Deadlines(EventLoop loop, LongConsumer sweep) {
    this.loop = loop;
    this.sweep = sweep;
  }

  /** Something with this deadline waits. */
  void watch(long deadlineNanos) {
    assert loop.inEventLoop();
    if (anything && deadlineNanos - earliest >= 0) {
      return;
    }
    anything = true;
    earliest = deadlineNanos;
    if (!sweeping) {
      arm();
    }
  }

  /** Nothing waits any more. */
  void cancel() {
    anything = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm() {
    if (timer != null) {
      timer.cancel(false);
    }
    long wait = Math.max(0, earliest - now());
    // Rounded up, so that deadlines close together share one sweep.
    long rounded = (wait / RESOLUTION_NANOS + 1) * RESOLUTION_NANOS;
    timer = loop.schedule(this::afterOneMorePass, rounded, TimeUnit.NANOSECONDS);
  }

  private void afterOneMorePass() {
    timer = loop.schedule(this::judge, 0, TimeUnit.NANOSECONDS);
  }

  private void judge() {
    timer = null;
    anything = false;
    sweeping = true;
    try {
      sweep.accept(now());
    } finally {
      sweeping = false;
    }
    if (anything) {
      arm();
    }
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
