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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A client with many connections, and what became of each of them. */
final class WatchedClient implements ClientListener<byte[], byte[]>, AutoCloseable {
  /** The end of a connection. */
  record Ended(long atNanos, int localPort, CloseReason reason, Optional<BelayException> failure) {}

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final Transport transport;
  final BelayClient<byte[], byte[]> client;
  final Map<String, BelayConnection<byte[], byte[]>> connections = new ConcurrentHashMap<>();
  final Map<String, Ended> ended = new ConcurrentHashMap<>();
  final AtomicInteger messages = new AtomicInteger();
  private final Map<String, Long> answeredAtNanos = new ConcurrentHashMap<>();
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
    await("have ended", this::hasEnded);
  }

  /** Waits until so many messages came. */
  void awaitMessages(int expected) {
    await("got their messages", () -> messages.get() >= expected || !ended.isEmpty());
  }

  boolean hasEnded() {
    return ended.keySet().containsAll(connections.keySet());
  }

  /** When a PONG of its peer was last read. */
  long answeredAtNanos(String id) {
    return answeredAtNanos.get(id);
  }

  /** When the last of them ended. */
  long lastEndNanos() {
    return connections.keySet().stream()
        .map(id -> ended.get(id).atNanos())
        .reduce((a, b) -> a - b > 0 ? a : b)
        .orElseThrow();
  }

  /** The local ports of those that have ended. */
  Set<Integer> localPorts() {
    return connections.keySet().stream()
        .map(id -> ended.get(id).localPort())
        .collect(Collectors.toSet());
  }

  private void await(String what, BooleanSupplier done) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError(
            "not all of %d on %s %s within %s: %d ready, %d ended %s"
                .formatted(
                    count,
                    transport,
                    what,
                    PATIENCE,
                    connections.size(),
                    ended.size(),
                    ended.values().stream().limit(3).toList()));
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

  /** Sends as many one-way messages as there are connections, which spread over them. */
  void tellEverybody(byte[] message) {
    for (int i = 0; i < count; i++) {
      var unused = client.sendOneWay(message);
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
  public void heartbeat(Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {
    answeredAtNanos.put(connection.id(), System.nanoTime());
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    int localPort =
        connection.local().map(address -> ((InetSocketAddress) address).getPort()).orElse(0);
    ended.putIfAbsent(connection.id(), new Ended(System.nanoTime(), localPort, reason, failure));
  }

  @Override
  public void message(BelayConnection<byte[], byte[]> connection, int type, byte[] body) {
    messages.incrementAndGet();
  }

  @Override
  public void close() {
    client.closeNow();
  }

  @Override
  public String toString() {
    return "the client on " + transport;
  }
}
