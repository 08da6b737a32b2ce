package io.belay.heartbeat;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A monotonic clock that moves when told, and that overflows on the way. */
final class ManualTicker implements Ticker {
  private final long start = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
  private long nanos = start;

  void advance(Duration time) {
    nanos += time.toNanos();
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos - start);
  }

  @Override
  public long initialNanoTime() {
    return start;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("nobody sleeps here");
  }
}
