package io.belay.client;

import java.time.Duration;

/**
 * How soon a lost connection is dialled again. Each wait is random between zero and a bound that
 * doubles with every failure ("full jitter"), the first one included, so that the clients of a
 * restarted server do not come back all at once.
 *
 * @param minBackoff the first bound; 1 ms to 1 min. Default: 100 ms
 * @param maxBackoff where the bound stops growing; not below {@code minBackoff}, at most 1 h.
 *     Default: 30 s
 * @param stableAfter how long a connection must have been healthy for the bound to start over; 0 to
 *     1 h. Default: 10 s
 */
public record ReconnectOptions(Duration minBackoff, Duration maxBackoff, Duration stableAfter) {
  /** 100 ms, 30 s, 10 s. */
  public static final ReconnectOptions DEFAULT =
      new ReconnectOptions(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10));

  /**
   * Refuses values out of range, by name.
   *
   * @param minBackoff see above
   * @param maxBackoff see above
   * @param stableAfter see above
   */
  public ReconnectOptions {
    Refuse.outside("minBackoff", minBackoff, Duration.ofMillis(1), Duration.ofMinutes(1));
    Refuse.outside("maxBackoff", maxBackoff, minBackoff, Duration.ofHours(1));
    Refuse.outside("stableAfter", stableAfter, Duration.ZERO, Duration.ofHours(1));
  }

  /**
   * These options with another {@code minBackoff}.
   *
   * @param minBackoff 1 ms to 1 min
   * @return the copy
   */
  public ReconnectOptions withMinBackoff(Duration minBackoff) {
    return new ReconnectOptions(minBackoff, maxBackoff, stableAfter);
  }

  /**
   * These options with another {@code maxBackoff}.
   *
   * @param maxBackoff minBackoff to 1 h
   * @return the copy
   */
  public ReconnectOptions withMaxBackoff(Duration maxBackoff) {
    return new ReconnectOptions(minBackoff, maxBackoff, stableAfter);
  }

  /**
   * These options with another {@code stableAfter}.
   *
   * @param stableAfter 0 to 1 h
   * @return the copy
   */
  public ReconnectOptions withStableAfter(Duration stableAfter) {
    return new ReconnectOptions(minBackoff, maxBackoff, stableAfter);
  }
}
