package io.belay.client.chaos;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.List;

/** How the clients of the chaos run are set up: to find out soon, and to have much to do. */
final class ChaosClient {
  /** Begins the names of its threads, after {@code belay-}. */
  static final String NAME = "chaos";

  /** The bound of what has no timeout of its own. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  static final int MIN_CONNECTIONS = 2;

  private static final Heartbeat HEARTBEAT =
      new Heartbeat(Duration.ofMillis(500), Duration.ofMillis(250), 3);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final ReconnectOptions RECONNECT =
      new ReconnectOptions(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(2));
  private static final PoolOptions POOL =
      PoolOptions.DEFAULT
          .withMinConnections(MIN_CONNECTIONS)
          .withMaxConnections(4)
          .withMaxInFlight(128)
          .withMaxWaiting(512)
          .withMaxPendingBytes(2 << 20)
          .withIdleTimeout(Duration.ofSeconds(3))
          .withLifetime(Duration.ofSeconds(8))
          .withDrain(Duration.ofSeconds(2));

  private ChaosClient() {}

  static BelayClient<byte[], byte[]> build(
      Transport transport, List<Endpoint> endpoints, EventContract events) {
    BelayClientBuilder builder =
        BelayClient.builder()
            .name(NAME)
            .transport(transport)
            .heartbeat(HEARTBEAT)
            .connectTimeout(CONNECT)
            .requestTimeout(TIMEOUT)
            .reconnect(RECONNECT)
            .pool(POOL)
            .listener(events);
    endpoints.forEach(endpoint -> builder.endpoint(endpoint.host(), endpoint.port()));
    return builder.build();
  }
}
