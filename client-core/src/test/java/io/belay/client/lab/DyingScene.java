package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.SocketOptions;
import io.belay.client.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A peer that is going to die, and a client on each transport with many connections to it. */
final class DyingScene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A socket that is aborted waits for nothing: no send buffer, no FIN, no close_notify. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  final PeerHost host = new PeerHost();
  final Peer peer = host.peer(Manner.ECHO, 512);
  final List<WatchedClient> clients = new ArrayList<>();

  DyingScene(SocketOptions socket) {
    for (Transport transport : LabTransports.all()) {
      clients.add(
          new WatchedClient(
              transport,
              host.address(),
              PeerHost.PORT,
              Proof.DYING,
              options -> options.socket(socket)));
    }
    clients.forEach(WatchedClient::awaitReady);
  }

  /**
   * Waits until all connections have ended, and with them their sockets in the kernel.
   *
   * @return how long after the end of each client's last connection its last socket was there
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

  private Duration awaitNoSocketOf(WatchedClient client) {
    while (true) {
      Set<Integer> left =
          host.ourSockets().stream().map(Sockets.Socket::localPort).collect(Collectors.toSet());
      left.retainAll(client.localPorts());
      Duration since = Duration.ofNanos(System.nanoTime() - client.lastEndNanos());
      if (left.isEmpty()) {
        return since;
      }
      assertThat(since).as("%s has local ports %s", client, left).isLessThan(AT_ONCE);
    }
  }

  @Override
  public void close() {
    clients.forEach(WatchedClient::close);
    host.close();
  }
}
