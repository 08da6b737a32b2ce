package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.SocketOptions;
import io.belay.client.Transport;
import io.belay.client.error.PeerSilentException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dead peer is found in time, every time, and called by its name where the kernel knows it. */
@InLivenessLab
class DeadPeerTest {
  private static final Duration TICK = Proof.HEARTBEAT.tick();

  private static Fault patientKernel;

  /** The lab's kernel gives up early; here it must leave that to us. */
  @BeforeAll
  static void letTheKernelRetryForLong() {
    patientKernel = Sysctl.set(Path.of("net/ipv4/tcp_retries2"), "15");
  }

  @AfterAll
  static void letItGiveUpEarlyAgain() {
    patientKernel.close();
  }

  @BeforeEach
  void awaitTurn() {
    Proof.AT_ONCE.acquireUninterruptibly();
  }

  @AfterEach
  void giveTurn() {
    Proof.AT_ONCE.release();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPeerMustBeFoundInTimeAndCalledByItsName(Death death) {
    for (int round = 0; round < Proof.ROUNDS; round++) {
      if (death != Death.ZERO_WINDOW) {
        find(death, false);
      }
      find(death, true);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING", "NIO"})
  void aPeerThatEchoesWronglyIsNotBelieved(Transport transport) {
    try (PeerHost host = new PeerHost()) {
      Peer peer = host.peer(Manner.ECHO, 512);
      try (WatchedClient client = client(transport, host, SocketOptions.DEFAULT)) {
        client.awaitReady();
        peer.echoWrongly();
        client.awaitEnd();
        assertThat(client.ended.values())
            .extracting(WatchedClient.Ended::reason)
            .containsOnly(CloseReason.PROTOCOL_VIOLATION);
      }
    }
  }

  private static void find(Death death, boolean waiting) {
    try (PeerHost host = new PeerHost()) {
      Peer peer = host.peer(Manner.ECHO, 512);
      List<WatchedClient> clients = new ArrayList<>();
      try {
        LabTransports.all()
            .forEach(transport -> clients.add(client(transport, host, death.socket())));
        clients.forEach(WatchedClient::awaitReady);
        if (waiting) {
          peer.hold();
          clients.forEach(client -> client.requestEverywhere(new byte[16]));
        }
        death.prepare(peer);
        death.strike(host, peer);
        long struckAt = System.nanoTime();
        clients.forEach(client -> death.after(host, client));
        clients.forEach(WatchedClient::awaitEnd);
        clients.forEach(client -> check(death, waiting, client, struckAt));
      } finally {
        clients.forEach(WatchedClient::close);
      }
    }
  }

  private static void check(Death death, boolean waiting, WatchedClient client, long struckAt) {
    Duration slowest = Duration.ZERO;
    Set<VerdictClass> classes = new HashSet<>();
    for (String id : client.connections.keySet()) {
      WatchedClient.Ended ended = client.ended.get(id);
      assertThat(ended.failure()).as(id).containsInstanceOf(PeerSilentException.class);
      Verdict verdict = ((PeerSilentException) ended.failure().orElseThrow()).verdict();
      Duration wall = Duration.ofNanos(ended.atNanos() - struckAt);
      Duration promised =
          death.bound(client.transport).plus(TICK.multipliedBy(2)).plus(verdict.forgiven());
      assertThat(wall).as("%s on %s: %s", death, client.transport, verdict).isLessThan(promised);
      if (!death.pushes()) {
        assertThat(verdict.silence()).as("%s", verdict).isLessThanOrEqualTo(promised);
      }
      slowest = wall.compareTo(slowest) > 0 ? wall : slowest;
      classes.add(verdict.verdictClass());
    }
    Proof.measured(
        death + (waiting ? ", requests wait" : ", idle"),
        client.transport,
        client.connections.size(),
        slowest.toMillis() + " ms",
        death.bound(client.transport).toMillis() + " ms",
        client.stalled().toMillis() + " ms",
        classes);
    assertThat(classes)
        .as("%s on %s", death, client.transport)
        .isSubsetOf(
            client.transport == Transport.NIO && !death.seenFromHere()
                ? Set.of(VerdictClass.UNKNOWN, VerdictClass.NEVER_ANSWERS)
                : death.seenAs);
  }

  private static WatchedClient client(Transport transport, PeerHost host, SocketOptions socket) {
    return new WatchedClient(
        transport,
        host.address(),
        PeerHost.PORT,
        Proof.CONNECTIONS,
        options -> options.socket(socket));
  }
}
