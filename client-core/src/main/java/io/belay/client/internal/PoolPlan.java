package io.belay.client.internal;

import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What a pool is to hold, and how it goes about it. */
record PoolPlan(
    PoolOptions options,
    ReconnectOptions reconnect,
    Duration connectTimeout,
    RandomGenerator random) {

  static PoolPlan of(Settings<?, ?> settings, RandomGenerator random) {
    return new PoolPlan(settings.pool(), settings.reconnect(), settings.connectTimeout(), random);
  }
}
