package io.belay.heartbeat;

/**
 * How often a peer may PING: one every {@code minInterval} in the long run, and {@link #BURST} at
 * once, because an end that stalled catches up.
 */
final class PingRate {
  /**
   * A peer that hung finds all PINGs of a round at once when it comes back: at most 20 probes, and
   * three fresh rounds more if the pinger's own loop stalled.
   */
  static final int BURST = 4 * 20;

  private final long minIntervalNanos;

  // Event loop only. The time at which the allowance is whole again.
  private long wholeAtNanos;

  PingRate(long minIntervalNanos, long nowNanos) {
    this.minIntervalNanos = minIntervalNanos;
    this.wholeAtNanos = nowNanos;
  }

  /** Takes one PING from the allowance, unless there is none left. */
  boolean allows(long nowNanos) {
    if (wholeAtNanos - nowNanos < 0) {
      wholeAtNanos = nowNanos;
    }
    if (wholeAtNanos - nowNanos > (BURST - 1) * minIntervalNanos) {
      return false;
    }
    wholeAtNanos += minIntervalNanos;
    return true;
  }
}
