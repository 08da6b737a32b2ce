package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.belay.client.BelayClient;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.RequestOptions;
import io.belay.client.SocketOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.github.resilience4j.retry.RetryConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One fault on one transport: a client, a host, a peer on it, and what was sent. */
final class Scene implements AutoCloseable {
  private static final RequestOptions AT_ONCE = RequestOptions.DEFAULT.withFailFast(true);

  private final PeerHost host = new PeerHost();
  private final Events events = new Events();
  private final LabFault fault;
  private final Transport transport;
  final List<CompletableFuture<byte[]>> requests = new ArrayList<>();
  private final List<Closeable> sockets = new ArrayList<>();
  private @Nullable Peer peer;
  private @Nullable BelayClient<byte[], byte[]> client;

  Scene(LabFault fault, Transport transport) {
    this.fault = fault;
    this.transport = transport;
  }

  PeerHost host() {
    return host;
  }

  Faults faults() {
    return host.faults();
  }

  /** The peer, which echoes unless another was started. */
  Peer peer() {
    return peer == null ? peer(Manner.ECHO) : peer;
  }

  Peer peer(Manner manner) {
    peer = host.peer(manner, 50);
    return peer;
  }

  /** Builds the client; it connects with its first request. */
  BelayClient<byte[], byte[]> client() {
    if (client == null) {
      client =
          fault
              .options
              .apply(
                  BelayClient.builder()
                      .endpoint(fault.target.apply(host), fault.port)
                      .transport(transport)
                      .heartbeat(Heartbeat.off())
                      .connectTimeout(Duration.ofSeconds(20))
                      .requestTimeout(Duration.ofSeconds(40))
                      .retry(RetryConfig.custom().maxAttempts(1).build())
                      .pool(PoolOptions.DEFAULT.withMinConnections(0).withMaxConnections(1))
                      .socket(socketOptions())
                      .listener(events))
              .build();
    }
    return client;
  }

  private SocketOptions socketOptions() {
    return fault.local == null
        ? SocketOptions.DEFAULT
        : SocketOptions.DEFAULT.withLocalAddress(fault.local.apply(host));
  }

  /** Makes the connection, by a request that is answered. */
  void connect() {
    peer();
    client().send(new byte[] {1}, AT_ONCE);
  }

  /** Sends a request. */
  void request() {
    request(16);
  }

  void request(int bytes) {
    requests.add(client().sendAsync(new byte[bytes], AT_ONCE));
  }

  /** Sends a request, which the peer gets and keeps. */
  void heldRequest() {
    peer().hold();
    request();
    peer().awaitHeld();
  }

  /** Sends a small request, and after it more than the window takes: most of that waits here. */
  void megabytes() {
    request();
    for (int i = 0; i < 8; i++) {
      request(1 << 20);
    }
  }

  /** The same, to a peer that will read none of it. */
  void megabytesThatThePeerWillNotRead() {
    peer().stopReading();
    megabytes();
    eventually("the peer's buffer fills", () -> host.unreadBytes() > 0);
  }

  /** Sends a request that arrives nowhere. */
  void requestIntoTheVoid() {
    faults().drop();
    request();
  }

  /** The peer sends FIN, which we do not read; what we send then is answered by an RST. */
  void writeAfterAMissedFin() {
    pause();
    peer().closeAll();
    request();
    eventually("the RST is here", () -> host.ourSockets().isEmpty());
    request();
  }

  /** Fills the queue of a listener that accepts nobody. */
  void fullBacklog() {
    peer = host.peer(Manner.NEVER_ACCEPT, 1);
    for (int i = 0; i < 2; i++) {
      holdOpen();
    }
  }

  /** Connects a socket of no client's to the peer. */
  void holdOpen() {
    try {
      Socket socket = new Socket();
      socket.setSoLinger(true, 0);
      sockets.add(socket);
      socket.connect(new InetSocketAddress(host.address(), PeerHost.PORT), 10_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens on the port that the client is to connect from. */
  void listenHere() {
    try {
      ServerSocket listener = new ServerSocket();
      sockets.add(listener);
      listener.bind(fault.local.apply(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the endpoint may be tried again. */
  void awaitRest() {
    eventually(
        "the endpoint has rested", () -> client().snapshot().endpoints().get(0).rests().isZero());
  }

  boolean hasSocketIn(String state) {
    return host.ourSockets().stream().anyMatch(socket -> socket.state().equals(state));
  }

  /** Whether the broken connection has left a socket. One to the same peer may be on its way. */
  boolean hasLeftASocket(BelayException failure) {
    Optional<Integer> port =
        failure
            .connection()
            .flatMap(ConnectionDetails::local)
            .map(address -> ((InetSocketAddress) address).getPort());
    return host.ourSockets().stream()
        .anyMatch(socket -> port.isEmpty() || port.get() == socket.localPort());
  }

  /** Pauses reading, as a user does who cannot keep up. */
  void pause() {
    events.ready.join().pause();
    // The event loop has done what it was told before once it has done this.
    client().sendOneWay(new byte[] {1}).join();
    // A peer that closes with bytes unread sends no FIN but an RST.
    eventually("the peer has read it", () -> host.unreadBytes() == 0);
  }

  /** What a request failed with. */
  BelayException failureOf(CompletableFuture<?> request) {
    try {
      throw new AssertionError("answered: " + request.get(60, SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BelayException failure) {
        return failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no failure", e);
    }
  }

  /** What the next request fails with. */
  BelayException failureOfARequest() {
    request();
    return failureOf(requests.get(requests.size() - 1));
  }

  /** What the listener was told of the connection's end. */
  Closed closed() {
    try {
      return events.closed.get(60, SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the connection does not end", e);
    }
  }

  /** Closes what was opened beside the client. */
  void closeOwnSockets() {
    sockets.forEach(Scene::close);
    sockets.clear();
  }

  @Override
  public void close() {
    if (client != null) {
      client.closeNow();
    }
    closeOwnSockets();
    host.close();
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a connection. */
  record Closed(CloseReason reason, Optional<BelayException> failure) {}

  private static final class Events implements ClientListener<byte[], byte[]> {
    private final CompletableFuture<BelayConnection<byte[], byte[]>> ready =
        new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    @Override
    public void connectionReady(BelayConnection<byte[], byte[]> connection) {
      ready.complete(connection);
    }

    @Override
    public void connectionClosed(
        Endpoint endpoint,
        ConnectionDetails connection,
        CloseReason reason,
        Optional<BelayException> failure) {
      closed.complete(new Closed(reason, failure));
    }
  }
}
