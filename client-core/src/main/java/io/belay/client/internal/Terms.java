package io.belay.client.internal;

import io.belay.client.PoolOptions;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long one connection may serve, and be idle: each ends at its own random moment. */
record Terms(long readyNanos, long idleNanos, long lifetimeNanos) {

  /** The terms of a connection that became ready now. */
  static Terms from(long nowNanos, PoolOptions options, RandomGenerator random) {
    return new Terms(
        nowNanos,
        shortened(options.idleTimeout(), options, random),
        shortened(options.lifetime(), options, random));
  }

  /** Whether nobody had a use for it for too long. */
  boolean idleTooLong(PooledConnection<?, ?> connection, long nowNanos) {
    return connection.load.count() == 0 && nowNanos - connection.unusedSinceNanos() >= idleNanos;
  }

  boolean tooOld(PooledConnection<?, ?> connection, long nowNanos) {
    return nowNanos - connection.identity.createdNanos >= lifetimeNanos;
  }

  /** Whether it has been healthy for this long. */
  boolean healthyFor(long nanos, PooledConnection<?, ?> connection, long nowNanos) {
    return nowNanos - readyNanos >= nanos && connection.liveness() != LivenessState.SUSPECT;
  }

  private static long shortened(Duration duration, PoolOptions options, RandomGenerator random) {
    return (long) (duration.toNanos() * (1 - options.jitter() * random.nextDouble()));
  }
}
