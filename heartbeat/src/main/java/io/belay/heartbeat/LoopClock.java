package io.belay.heartbeat;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An event loop's own time: monotonic, and standing still while the loop did not run.
 *
 * <p>Between two ticks at most one tick of time passes here, however long it took outside: what is
 * beyond is lateness, and counted. So a pause of our own process, of any length, is never taken for
 * silence of a peer, and {@code this clock's time + lateness = wall time}, exactly. Without ticks,
 * as long as nobody needs any, it is plain monotonic time.
 */
final class LoopClock {
  /** How far the wall clock must run ahead between two ticks before it counts as a suspend. */
  static final long SUSPEND_MILLIS = 5_000;

  private final Ticker ticker;
  private final LongSupplier wallMillis;
  private final long tickNanos;

  // Event loop only.
  private boolean ticking;
  private int ticks;
  private long loopNanos;
  private long tickedAtNanos;
  private long tickedAtWallMillis;
  private long elapsedNanos;
  private long latenessNanos;
  private long allLatenessNanos;
  private long sleptMillis;

  LoopClock(Ticker ticker, LongSupplier wallMillis, long tickNanos) {
    this.ticker = ticker;
    this.wallMillis = wallMillis;
    this.tickNanos = tickNanos;
    this.loopNanos = ticker.nanoTime();
    this.tickedAtNanos = loopNanos;
    this.tickedAtWallMillis = wallMillis.getAsLong();
  }

  /** From now on there are ticks, for whoever lives by this clock. */
  void start() {
    settle();
    ticking = true;
  }

  /** From now on there are no ticks and nobody to wrong, and time just passes. */
  void stop() {
    settle();
    ticking = false;
  }

  private void settle() {
    long now = ticker.nanoTime();
    loopNanos += now - tickedAtNanos;
    tickedAtNanos = now;
    tickedAtWallMillis = wallMillis.getAsLong();
  }

  /**
   * The loop's time now. Never runs backwards, and while there are ticks never more than one ahead
   * of the last.
   */
  long nanos() {
    return loopNanos + counted(ticker.nanoTime() - tickedAtNanos);
  }

  private long counted(long passedNanos) {
    return ticking ? Math.min(passedNanos, tickNanos) : passedNanos;
  }

  /** The number of the last tick. Wraps around, after 248 days at the fastest. */
  int ticks() {
    return ticks;
  }

  /**
   * The loop's time at a tick. Ticks come at least {@link #tickNanos()} apart, and count as that.
   */
  long nanosAt(int tick) {
    return loopNanos - (ticks - tick) * tickNanos;
  }

  /** The later of two times, which may have overflowed. */
  static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  /** Closes the stretch of time since the last tick, and judges it. */
  Pass tick() {
    long now = ticker.nanoTime();
    long wall = wallMillis.getAsLong();
    long passedNanos = now - tickedAtNanos;
    elapsedNanos = counted(passedNanos);
    latenessNanos = passedNanos - elapsedNanos;
    allLatenessNanos += latenessNanos;
    sleptMillis = wall - tickedAtWallMillis - TimeUnit.NANOSECONDS.toMillis(passedNanos);
    loopNanos += elapsedNanos;
    ticks++;
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

  /** How late all ticks came, together. */
  long allLatenessNanos() {
    return allLatenessNanos;
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
