package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.SocketOptions;
import io.belay.client.TlsOptions;
import io.belay.client.TlsTrust;
import io.belay.client.Transport;
import io.belay.client.peer.TestCertificates;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A peer that is going to die, and a client on each transport with many connections to it. */
final class DyingScene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A socket that is aborted waits for nothing: no send buffer, no FIN, no close_notify. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private static final int BACKLOG = 512;

  final PeerHost host = new PeerHost();
  final List<WatchedClient> clients = new ArrayList<>();
  private final List<EventLoopGroup> groups = new ArrayList<>();
  private final Map<Transport, LoopWitness> witnesses = new EnumMap<>(Transport.class);
  private final String name;
  private final SocketOptions socket;
  private Optional<Path> keyStore = Optional.empty();
  // Of the sockets before the strike. Those that are dialled after it may get the same ports.
  private final Set<Long> inodes = new HashSet<>(Set.of(0L));
  private boolean waiting;
  private @Nullable Peer peer;

  DyingScene(String name, SocketOptions socket) {
    this.name = name;
    this.socket = socket;
  }

  /** A request waits on each connection. */
  DyingScene waiting() {
    waiting = true;
    return this;
  }

  /** The peer speaks TLS, with the certificate in this store. */
  DyingScene behindTls(Path store) {
    keyStore = Optional.of(store);
    return this;
  }

  /** Starts the peer and the clients, and waits until all is well. */
  DyingScene begin() {
    try {
      Peer started =
          keyStore
              .map(store -> host.tlsPeer(BACKLOG, store))
              .orElseGet(() -> host.peer(Manner.ECHO, BACKLOG));
      peer = started;
      Optional<TlsOptions> tls = keyStore.map(store -> trusting());
      for (Transport transport : LabTransports.all()) {
        // One event loop, so that the stalls that a client counts are its own.
        EventLoopGroup group = LabTransports.newGroup(transport, 1);
        groups.add(group);
        witnesses.put(transport, new LoopWitness(group));
        clients.add(
            new WatchedClient(
                transport,
                host.address(),
                PeerHost.PORT,
                Proof.DYING,
                options ->
                    tls.map(options::tls).orElse(options).eventLoopGroup(group).socket(socket)));
      }
      clients.forEach(WatchedClient::awaitReady);
      host.ourSockets().forEach(each -> inodes.add(each.inode()));
      if (waiting) {
        started.hold();
        clients.forEach(client -> client.requestEverywhere(new byte[16]));
      }
      return this;
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  Strike strike(Runnable death) {
    return Strike.by(death, clients);
  }

  /** When a connection's end was decided, which it was told of when its event loop came to it. */
  long decidedAtNanos(WatchedClient client, WatchedClient.Ended ended) {
    return Objects.requireNonNull(witnesses.get(client.transport)).passBeganNanos(ended.atNanos());
  }

  Peer peer() {
    return Objects.requireNonNull(peer);
  }

  boolean isWaiting() {
    return waiting;
  }

  private static TlsOptions trusting() {
    try {
      KeyStore authority = TestCertificates.trustStore(TestCertificates.AUTHORITY);
      return TlsOptions.DEFAULT.withTrust(TlsTrust.keyStore(authority)).withServerName("localhost");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until all connections have ended, and with them their sockets in the kernel.
   *
   * @return how long after the end of each client's last connection {@code ss} was asked and showed
   *     none
   */
  Map<WatchedClient, Duration> awaitEnd() {
    Map<WatchedClient, Duration> lingered = new HashMap<>();
    long start = System.nanoTime();
    while (lingered.size() < clients.size()) {
      for (WatchedClient client : clients) {
        if (client.hasEnded() && !lingered.containsKey(client)) {
          lingered.put(client, awaitNoSocketOf(client));
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("ended: %s", lingered.keySet())
          .isLessThan(PATIENCE);
      LockSupport.parkNanos(1_000_000);
    }
    return lingered;
  }

  /** Writes down a row. */
  void measured(
      String death, WatchedClient client, Strike strike, Duration lingered, Object calledBy) {
    Proof.measured(
        death + ", " + name,
        client.transport,
        client.connections.size(),
        strike.until(client.lastEndNanos()).toMillis() + " ms",
        "no socket after " + lingered.toMillis() + " ms",
        client.stalled().toMillis() + " ms stalled",
        calledBy);
  }

  /** Counts from the loop's next pass, in which NIO closes what was closed in the one before. */
  private Duration awaitNoSocketOf(WatchedClient client) {
    Objects.requireNonNull(witnesses.get(client.transport)).awaitPass();
    long start = System.nanoTime();
    while (true) {
      Duration askedAfter = Duration.ofNanos(System.nanoTime() - start);
      Set<Integer> left =
          host.ourSockets().stream()
              .filter(each -> inodes.contains(each.inode()) && !each.state().equals("SYN-SENT"))
              .map(Sockets.Socket::localPort)
              .collect(Collectors.toSet());
      left.retainAll(client.localPorts());
      if (left.isEmpty()) {
        return askedAfter;
      }
      assertThat(askedAfter).as("%s has local ports %s", client, left).isLessThan(AT_ONCE);
    }
  }

  @Override
  public void close() {
    clients.forEach(WatchedClient::close);
    groups.forEach(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    groups.forEach(group -> group.terminationFuture().syncUninterruptibly());
    host.close();
  }
}
