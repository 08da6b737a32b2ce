package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.ServerConnection;
import io.belay.heartbeat.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A server that probes its clients finds a dead one for the same bound in its own direction. */
@InLivenessLab
class ProbedClientTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  /** One client on each transport, in one process. */
  private static final int CONNECTIONS = LabTransports.all().size() * Proof.DYING;

  private static final Duration PROMISE =
      Proof.HEARTBEAT.worstCaseDetection().plus(Proof.HEARTBEAT.tick().multipliedBy(2));

  /** Whoever is found later than this was found by the reaper, and has another reason. */
  private static final ServerOptions PROBES =
      ServerOptions.DEFAULT.withHeartbeat(Proof.HEARTBEAT).withReapAfter(PROMISE.multipliedBy(4));

  private final Proof.Turn turn = Proof.turn();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aClientThatIsStoppedMustBeFoundInTime(Transport transport) {
    find("server's client stopped", transport, (host, client) -> client.signal("STOP"));
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aClientWhoseLinkIsGoneMustBeFoundInTime(Transport transport) {
    find("server's client gone", transport, (host, client) -> host.faults().theirLinkGone());
  }

  private static void find(
      String death, Transport transport, BiConsumer<PeerHost, ClientProcess> strike) {
    for (int round = 0; round < Proof.ROUNDS; round++) {
      try (PeerHost host = new PeerHost();
          LivingServer server = new LivingServer(transport, PROBES);
          ClientProcess client = host.client(server.port(), Proof.DYING)) {
        eventually("all have answered the server", () -> haveAnswered(server));
        strike.accept(host, client);
        long struckAt = System.nanoTime();
        eventually("all are found", () -> server.closed.size() >= CONNECTIONS);
        check(death, transport, server, struckAt);
      }
    }
  }

  private static boolean haveAnswered(LivingServer server) {
    return server.liveness.connections().stream().filter(ProbedClientTest::hasAnswered).count()
        == CONNECTIONS;
  }

  private static boolean hasAnswered(ServerConnection connection) {
    return connection
        .channel()
        .eventLoop()
        .submit(() -> connection.liveness().isReady())
        .syncUninterruptibly()
        .getNow();
  }

  private static void check(String death, Transport transport, LivingServer server, long struckAt) {
    eventually("no socket is left", () -> server.sockets().isEmpty());
    Duration slowest = Duration.ZERO;
    for (LivingServer.Ended ended : server.closed) {
      Duration wall = Duration.ofNanos(ended.atNanos() - struckAt);
      assertThat(ended.reason()).isEqualTo(CloseReason.PEER_SILENT);
      long decidedAt = server.witness.passBeganNanos(ended.atNanos());
      assertThat(Duration.ofNanos(decidedAt - struckAt))
          .as("%s", ended)
          .isLessThan(PROMISE.plus(ended.forgiven()));
      slowest = wall.compareTo(slowest) > 0 ? wall : slowest;
    }
    Proof.measured(death, transport, CONNECTIONS, slowest.toMillis() + " ms");
  }
}
