package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.Endpoint;
import io.belay.client.ReconnectOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What the scenes share: the server process, the client's settings, and the narrator. */
final class Stage implements AutoCloseable {
  /** Brisker than the default, so that nobody has to wait. */
  static final Heartbeat HEARTBEAT =
      new Heartbeat(Duration.ofSeconds(1), Duration.ofMillis(500), 3);

  /** Within this a connection is ready, or its failure is told. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** For what is awaited of this machine and not of the library: a bad minute is no finding. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration MAX_BACKOFF = Duration.ofMillis(500);
  private static final long LOOK_MILLIS = 5;

  private final Transport transport;
  private final Narrator narrator;
  private volatile ServerProcess server;

  Stage(Transport transport, Narrator narrator) throws IOException, InterruptedException {
    this.transport = transport;
    this.narrator = narrator;
    this.server = ServerProcess.start(0, transport);
  }

  Narrator narrator() {
    return narrator;
  }

  Transport transport() {
    return transport;
  }

  /** The transport in use: never AUTO. */
  Transport transportInUse() {
    try (BelayClient<byte[], byte[]> client = client().build()) {
      return client.snapshot().transport();
    }
  }

  ServerProcess server() {
    return server;
  }

  /** Starts another server where the one before was. */
  void restartServer() throws IOException, InterruptedException {
    server = ServerProcess.start(server.endpoint().port(), transport);
  }

  /** A client of the server process. */
  BelayClientBuilder client() {
    return client(server.endpoint());
  }

  /** A client that shows each failure as it is: a request is tried once. */
  BelayClientBuilder client(Endpoint endpoint) {
    return BelayClient.builder()
        .name("tour")
        .endpoint(endpoint.host(), endpoint.port())
        .transport(transport)
        .connectTimeout(CONNECT_TIMEOUT)
        .requestTimeout(PATIENCE)
        .heartbeat(HEARTBEAT)
        .reconnect(ReconnectOptions.DEFAULT.withMaxBackoff(MAX_BACKOFF))
        .retry(RetryConfig.custom().maxAttempts(1).build());
  }

  /** Waits until it is so. */
  static void await(String what, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new IOException("waited in vain for " + what);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
