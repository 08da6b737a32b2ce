package io.belay.samples.client;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import io.belay.samples.cli.ConnectionRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the echo client that say how its {@link BelayClient} is built. */
final class ConnectionOptions {
  private static final Duration USER_TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_PENDING_BYTES = 1 << 30;

  @Option(
      names = "--endpoint",
      required = true,
      paramLabel = "HOST:PORT",
      description = "A server to connect to; repeatable.")
  private List<Endpoint> endpoints = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "MIN..MAX",
      description = "Connections to each endpoint. Default: 1..4")
  private Optional<ConnectionRange> connections = Optional.empty();

  @Option(
      names = "--heartbeat",
      paramLabel = "IDLE,INTERVAL,PROBES",
      description =
          "When a silent server is probed, and found dead: such as 2s,500ms,3, or off."
              + " Default: 5s,1s,3")
  private Optional<Heartbeat> heartbeat = Optional.empty();

  @Option(
      names = "--keepalive",
      paramLabel = "IDLE,INTERVAL,PROBES",
      description = "The kernel's own probes, in whole seconds. Default: 30s,10s,3")
  private Optional<TcpKeepAlive> keepAlive = Optional.empty();

  @Option(
      names = "--transport",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Transport transport = Transport.AUTO;

  @Mixin private final ClientTls tls = new ClientTls();

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** A builder with these options, and room for so many bytes of requests under way. */
  BelayClientBuilder builder(long bytesUnderWay) {
    BelayClientBuilder builder =
        BelayClient.builder().name("echo").transport(transport).pool(pool(bytesUnderWay));
    endpoints.forEach(endpoint -> builder.endpoint(endpoint.host(), endpoint.port()));
    heartbeat.ifPresent(schedule -> applyHeartbeat(builder, schedule));
    keepAlive.ifPresent(builder::keepAlive);
    tls.options().ifPresent(builder::tls);
    return builder;
  }

  private PoolOptions pool(long bytesUnderWay) {
    PoolOptions defaults = PoolOptions.DEFAULT;
    ConnectionRange range =
        connections.orElseGet(
            () -> new ConnectionRange(defaults.minConnections(), defaults.maxConnections()));
    long pendingBytes =
        Math.min(Math.max(bytesUnderWay, defaults.maxPendingBytes()), MAX_PENDING_BYTES);
    return new PoolOptions(
        range.min(),
        range.max(),
        defaults.maxInFlight(),
        defaults.maxWaiting(),
        (int) pendingBytes,
        defaults.idleTimeout(),
        defaults.lifetime(),
        defaults.jitter(),
        defaults.drain());
  }

  /** The kernel's backstop gives a slow heartbeat the time that it asks for. */
  private static void applyHeartbeat(BelayClientBuilder builder, Heartbeat schedule) {
    builder.heartbeat(schedule);
    if (schedule.worstCaseDetection().compareTo(USER_TIMEOUT) > 0) {
      builder.userTimeout(schedule.worstCaseDetection());
    }
  }
}
