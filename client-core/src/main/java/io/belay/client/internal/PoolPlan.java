package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a pool is to hold, and how it goes about it. */
record PoolPlan(
    List<Endpoint> endpoints,
    PoolOptions options,
    ReconnectOptions reconnect,
    Duration connectTimeout,
    RandomGenerator random) {

  static PoolPlan of(Settings<?, ?> settings, RandomGenerator random) {
    return new PoolPlan(
        settings.endpoints(),
        settings.pool(),
        settings.reconnect(),
        settings.connectTimeout(),
        random);
  }
}
