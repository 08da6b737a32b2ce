package io.belay.heartbeat;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An event loop's own time: monotonic, and standing still while the loop did not run.
 *
 * <p>Between two ticks at most one tick of time passes here, however long it took outside: what is
 * beyond is lateness, and counted. So a pause of our own process, of any length, is never taken for
 * silence of a peer, and {@code this clock's time + lateness = wall time}, exactly.
 */
final class LoopClock {
  /** How far the wall clock must run ahead between two ticks before it counts as a suspend. */
  static final long SUSPEND_MILLIS = 5_000;

  private final Ticker ticker;
  private final LongSupplier wallMillis;
  private final long tickNanos;

  // Event loop only.
  private long loopNanos;
  private long tickedAtNanos;
  private long tickedAtWallMillis;
  private long elapsedNanos;
  private long latenessNanos;
  private long sleptMillis;

  LoopClock(Ticker ticker, LongSupplier wallMillis, long tickNanos) {
    this.ticker = ticker;
    this.wallMillis = wallMillis;
    this.tickNanos = tickNanos;
    this.loopNanos = ticker.nanoTime();
    restart();
  }

  /** Time passes from here on; what passed since the last tick never happened. */
  void restart() {
    tickedAtNanos = ticker.nanoTime();
    tickedAtWallMillis = wallMillis.getAsLong();
  }

  /** The loop's time now. Never runs backwards, and never more than a tick ahead of the tick. */
  long nanos() {
    return loopNanos + Math.min(ticker.nanoTime() - tickedAtNanos, tickNanos);
  }

  /** Plain monotonic time, which does not stand still. */
  long monotonicNanos() {
    return ticker.nanoTime();
  }

  /** Closes the stretch of time since the last tick, and judges it. */
  Pass tick() {
    long now = ticker.nanoTime();
    long wall = wallMillis.getAsLong();
    long passedNanos = now - tickedAtNanos;
    elapsedNanos = Math.min(passedNanos, tickNanos);
    latenessNanos = passedNanos - elapsedNanos;
    sleptMillis = wall - tickedAtWallMillis - TimeUnit.NANOSECONDS.toMillis(passedNanos);
    loopNanos += elapsedNanos;
    tickedAtNanos = now;
    tickedAtWallMillis = wall;
    if (sleptMillis >= SUSPEND_MILLIS) {
      return Pass.AFTER_SLEEP;
    }
    return latenessNanos > tickNanos ? Pass.AFTER_STALL : Pass.ON_TIME;
  }

  /** How much of this clock's time passed between the last two ticks. */
  long elapsedNanos() {
    return elapsedNanos;
  }

  /** How late the last tick came. */
  long latenessNanos() {
    return latenessNanos;
  }

  /** How far the wall clock ran ahead between the last two ticks. */
  long sleptMillis() {
    return sleptMillis;
  }

  long tickNanos() {
    return tickNanos;
  }

  /** What came before a tick. */
  enum Pass {
    /** The loop ran, and read what there was to read. */
    ON_TIME,
    /** The loop did not run for more than a tick: answers may lie unread in the kernel. */
    AFTER_STALL,
    /** The machine was suspended: peers may be gone long since. */
    AFTER_SLEEP
  }
}
