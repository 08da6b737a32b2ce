package io.belay.client;

import java.time.Duration;

/**
 * How many connections are held, how much each carries, and how long they live.
 *
 * @param minConnections connections kept ready for each endpoint; 0 to 1024. Default: 1
 * @param maxConnections connections opened at the most to each endpoint; 1 to 1024, not below the
 *     minimum; leased ones count. Default: 4, since each carries many requests at once. Beyond them
 *     come those that drain, and one that is to replace an old one
 * @param maxInFlight requests under way on one connection; 1 to 65536. Default: 1024
 * @param maxWaiting requests that may wait for a connection with room; 0 to 1048576. Default: 4096
 * @param maxPendingBytes bytes of requests that may wait inside one connection for its socket; 64
 *     KiB to 1 GiB. Default: 16 MiB
 * @param idleTimeout a connection unused for this long is retired, down to the minimum; 1 s to 24
 *     h. Default: 5 min
 * @param lifetime a connection older than this is replaced, then retired; 1 s to 7 d. Default: 30
 *     min, so that load returns to a restarted server and no connection outlives a load balancer's
 *     patience
 * @param jitter the fraction by which each connection's idle timeout and lifetime are shortened at
 *     random, so that connections made together do not end together; 0 to 0.5. Default: 0.1
 * @param drain how long a retired or closing connection may take to finish its requests; 0 to 5
 *     min. Default: 30 s
 */
public record PoolOptions(
    int minConnections,
    int maxConnections,
    int maxInFlight,
    int maxWaiting,
    int maxPendingBytes,
    Duration idleTimeout,
    Duration lifetime,
    double jitter,
    Duration drain) {

  /** The defaults that the components name. */
  public static final PoolOptions DEFAULT =
      new PoolOptions(
          1,
          4,
          1024,
          4096,
          16 << 20,
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          0.1,
          Duration.ofSeconds(30));

  /**
   * Refuses values out of range, by name.
   *
   * @param minConnections see above
   * @param maxConnections see above
   * @param maxInFlight see above
   * @param maxWaiting see above
   * @param maxPendingBytes see above
   * @param idleTimeout see above
   * @param lifetime see above
   * @param jitter see above
   * @param drain see above
   */
  public PoolOptions {
    Refuse.outside("minConnections", minConnections, 0, 1024);
    Refuse.outside("maxConnections", maxConnections, 1, 1024);
    if (minConnections > maxConnections) {
      throw new IllegalArgumentException(
          "minConnections: %d (expected: at most maxConnections, %d)"
              .formatted(minConnections, maxConnections));
    }
    Refuse.outside("maxInFlight", maxInFlight, 1, 65_536);
    Refuse.outside("maxWaiting", maxWaiting, 0, 1 << 20);
    Refuse.outside("maxPendingBytes", maxPendingBytes, 64 << 10, 1 << 30);
    Refuse.outside("idleTimeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(24));
    Refuse.outside("lifetime", lifetime, Duration.ofSeconds(1), Duration.ofDays(7));
    Refuse.outside("jitter", jitter, 0, 0.5);
    Refuse.outside("drain", drain, Duration.ZERO, Duration.ofMinutes(5));
  }

  /**
   * These options with another {@code minConnections}.
   *
   * @param minConnections 0 to 1024
   * @return the copy
   */
  public PoolOptions withMinConnections(int minConnections) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code maxConnections}.
   *
   * @param maxConnections 1 to 1024
   * @return the copy
   */
  public PoolOptions withMaxConnections(int maxConnections) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code maxInFlight}.
   *
   * @param maxInFlight 1 to 65536
   * @return the copy
   */
  public PoolOptions withMaxInFlight(int maxInFlight) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code maxWaiting}.
   *
   * @param maxWaiting 0 to 1048576
   * @return the copy
   */
  public PoolOptions withMaxWaiting(int maxWaiting) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code maxPendingBytes}.
   *
   * @param maxPendingBytes 64 KiB to 1 GiB
   * @return the copy
   */
  public PoolOptions withMaxPendingBytes(int maxPendingBytes) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code idleTimeout}.
   *
   * @param idleTimeout 1 s to 24 h
   * @return the copy
   */
  public PoolOptions withIdleTimeout(Duration idleTimeout) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code lifetime}.
   *
   * @param lifetime 1 s to 7 d
   * @return the copy
   */
  public PoolOptions withLifetime(Duration lifetime) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code jitter}.
   *
   * @param jitter 0 to 0.5
   * @return the copy
   */
  public PoolOptions withJitter(double jitter) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }

  /**
   * These options with another {@code drain}.
   *
   * @param drain 0 to 5 min
   * @return the copy
   */
  public PoolOptions withDrain(Duration drain) {
    return new PoolOptions(
        minConnections,
        maxConnections,
        maxInFlight,
        maxWaiting,
        maxPendingBytes,
        idleTimeout,
        lifetime,
        jitter,
        drain);
  }
}
