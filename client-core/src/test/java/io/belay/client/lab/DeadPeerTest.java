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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A dead peer is found in time, every time, called by its name where the kernel knows it, and its
 * socket is gone at once.
 */
@InLivenessLab
class DeadPeerTest {
  private static final Duration TWO_TICKS = Proof.HEARTBEAT.tick().multipliedBy(2);

  private static Fault patientKernel;

  private final Proof.Turn turn = Proof.turn();

  /** The lab's kernel gives up early; here it must leave that to us. */
  @BeforeAll
  static void letTheKernelRetryForLong() {
    patientKernel = Sysctl.set(Path.of("net/ipv4/tcp_retries2"), "15");
  }

  @AfterAll
  static void letItGiveUpEarlyAgain() {
    patientKernel.close();
  }

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPeerMustBeFoundInTimeAndCalledByItsName(Death death) {
    for (int round = 0; round < Proof.ROUNDS; round++) {
      find(death, false);
      find(death, true);
    }
  }

  @Test
  void aPeerThatEchoesWronglyMustBeFoundWithItsNextPong() {
    for (int round = 0; round < Proof.ROUNDS; round++) {
      disbelieve(false);
      disbelieve(true);
    }
  }

  private static void find(Death death, boolean waiting) {
    withClients(
        death.socket(),
        waiting,
        scene -> {
          death.prepare(scene.peer);
          death.strike(scene.host, scene.peer);
          long struckAt = System.nanoTime();
          scene.clients.forEach(client -> death.after(scene.host, client, waiting));
          scene
              .awaitEnd()
              .forEach((client, lingered) -> check(death, waiting, client, struckAt, lingered));
        });
  }

  private static void disbelieve(boolean waiting) {
    withClients(
        SocketOptions.DEFAULT,
        waiting,
        scene -> {
          scene.peer.echoWrongly();
          long struckAt = System.nanoTime();
          scene
              .awaitEnd()
              .forEach((client, lingered) -> checkViolations(waiting, client, struckAt, lingered));
        });
  }

  /** No verdict says here how much of the time was our own delay. */
  private static void checkViolations(
      boolean waiting, WatchedClient client, long struckAt, Duration lingered) {
    assertThat(client.ended.values())
        .extracting(WatchedClient.Ended::reason)
        .containsOnly(CloseReason.PROTOCOL_VIOLATION);
    Duration slowest = Duration.ofNanos(client.lastEndNanos() - struckAt);
    Duration promised = Proof.HEARTBEAT.worstCaseDetection().plus(TWO_TICKS);
    assertThat(slowest).as("%s", client).isLessThan(promised.plus(client.stalled()));
    measured("ECHOES_WRONGLY", waiting, client, slowest, lingered, "a violation");
  }

  private static void check(
      Death death, boolean waiting, WatchedClient client, long struckAt, Duration lingered) {
    Set<VerdictClass> classes = new HashSet<>();
    for (String id : client.connections.keySet()) {
      WatchedClient.Ended ended = client.ended.get(id);
      assertThat(ended.failure()).as(id).containsInstanceOf(PeerSilentException.class);
      Verdict verdict = ((PeerSilentException) ended.failure().orElseThrow()).verdict();
      Duration wall = Duration.ofNanos(ended.atNanos() - struckAt);
      Duration promised =
          death.bound(client.transport, waiting).plus(TWO_TICKS).plus(verdict.forgiven());
      assertThat(wall).as("%s on %s: %s", death, client.transport, verdict).isLessThan(promised);
      if (!death.pushes()) {
        assertThat(verdict.silence())
            .as("%s", verdict)
            .isLessThan(verdict.bound().plus(TWO_TICKS).plus(verdict.forgiven()));
      }
      classes.add(verdict.verdictClass());
    }
    Duration slowest = Duration.ofNanos(client.lastEndNanos() - struckAt);
    measured(death.toString(), waiting, client, slowest, lingered, classes);
    assertThat(classes)
        .as("%s on %s", death, client.transport)
        .isSubsetOf(
            client.transport == Transport.NIO && !death.seenFromHere()
                ? Set.of(VerdictClass.UNKNOWN, VerdictClass.NEVER_ANSWERS)
                : death.seenAs);
  }

  private static void measured(
      String death,
      boolean waiting,
      WatchedClient client,
      Duration slowest,
      Duration lingered,
      Object as) {
    Proof.measured(
        death + (waiting ? ", requests wait" : ", idle"),
        client.transport,
        client.connections.size(),
        slowest.toMillis() + " ms",
        "sockets gone in " + lingered.toMillis() + " ms",
        client.stalled().toMillis() + " ms stalled",
        as);
  }

  private static void withClients(
      SocketOptions socket, boolean waiting, Consumer<DyingScene> scenario) {
    try (DyingScene scene = new DyingScene(socket)) {
      if (waiting) {
        scene.peer.hold();
        scene.clients.forEach(client -> client.requestEverywhere(new byte[16]));
      }
      scenario.accept(scene);
    }
  }
}
