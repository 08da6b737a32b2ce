package io.belay.client.internal;

import io.belay.client.error.PortCensus;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How many connections to one endpoint were opened and closed within the last minute, for those who
 * wonder where the local ports went. Any thread.
 */
final class Churn {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  // Counted by the slice of the window that they fell into: exact enough, and bounded.
  private static final int SLICES = 12;
  private static final long SLICE_NANOS = WINDOW.toNanos() / SLICES;

  private static final class Slice {
    private final long startNanos;
    private int opened;
    private int closed;

    Slice(long startNanos) {
      this.startNanos = startNanos;
    }
  }

  // Guarded by this; oldest first.
  private final ArrayDeque<Slice> slices = new ArrayDeque<>();

  /** Counts a socket that connected, and its end. */
  void follow(Channel channel) {
    Ticker ticker = channel.eventLoop().ticker();
    opened(ticker.nanoTime());
    channel.closeFuture().addListener(closed -> closed(ticker.nanoTime()));
  }

  synchronized void opened(long nowNanos) {
    current(nowNanos).opened++;
  }

  synchronized void closed(long nowNanos) {
    current(nowNanos).closed++;
  }

  synchronized PortCensus.Churn lately(long nowNanos) {
    forget(nowNanos);
    int opened = 0;
    int closed = 0;
    for (Slice slice : slices) {
      opened += slice.opened;
      closed += slice.closed;
    }
    return new PortCensus.Churn(opened, closed, WINDOW);
  }

  private Slice current(long nowNanos) {
    forget(nowNanos);
    Slice last = slices.peekLast();
    if (last == null || nowNanos - last.startNanos >= SLICE_NANOS) {
      last = new Slice(nowNanos);
      slices.add(last);
    }
    return last;
  }

  private void forget(long nowNanos) {
    while (true) {
      Slice oldest = slices.peekFirst();
      if (oldest == null || nowNanos - oldest.startNanos < WINDOW.toNanos()) {
        return;
      }
      slices.removeFirst();
    }
  }
}
