package io.belay.client.lab;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client with many connections, and what became of each of them. */
final class WatchedClient implements ClientListener<byte[], byte[]>, AutoCloseable {
  /** The end of a connection. */
  record Ended(long atNanos, CloseReason reason, Optional<BelayException> failure) {}

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final Transport transport;
  final BelayClient<byte[], byte[]> client;
  final Map<String, BelayConnection<byte[], byte[]>> connections = new ConcurrentHashMap<>();
  final Map<String, Ended> ended = new ConcurrentHashMap<>();
  private final int count;

  WatchedClient(
      Transport transport,
      String host,
      int port,
      int count,
      UnaryOperator<BelayClientBuilder> options) {
    this.transport = transport;
    this.count = count;
    client =
        options
            .apply(
                BelayClient.builder()
                    .endpoint(host, port)
                    .transport(transport)
                    .heartbeat(Proof.HEARTBEAT)
                    .connectTimeout(Duration.ofSeconds(20))
                    .requestTimeout(Duration.ofMinutes(5))
                    .reconnect(ReconnectOptions.DEFAULT.withMaxBackoff(Duration.ofMinutes(1)))
                    .pool(PoolOptions.DEFAULT.withMaxConnections(count).withMinConnections(count))
                    .listener(this))
            .build();
  }

  void awaitReady() {
    await("are ready", () -> connections.size() >= count);
  }

  /** Waits until all of them have ended. */
  void awaitEnd() {
    await("have ended", () -> ended.keySet().containsAll(connections.keySet()));
  }

  private void await(String what, BooleanSupplier done) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError(
            "not all of %d on %s %s within %s: %d ready, %d ended"
                .formatted(count, transport, what, PATIENCE, connections.size(), ended.size()));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Sends a request on every connection. */
  void requestEverywhere(byte[] request) {
    for (BelayConnection<byte[], byte[]> connection : connections.values()) {
      var unused = connection.sendAsync(request);
    }
  }

  /** How long its event loops did not run so far. */
  Duration stalled() {
    return client.snapshot().stalled();
  }

  @Override
  public void connectionReady(BelayConnection<byte[], byte[]> connection) {
    if (connections.size() < count) {
      connections.put(connection.details().id(), connection);
    }
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    ended.putIfAbsent(connection.id(), new Ended(System.nanoTime(), reason, failure));
  }

  @Override
  public void close() {
    client.closeNow();
  }
}
