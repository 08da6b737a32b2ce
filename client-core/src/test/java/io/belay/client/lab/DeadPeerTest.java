package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.SocketOptions;
import io.belay.client.error.PeerSilentException;
import io.belay.client.peer.TestCertificates;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @TempDir private Path files;

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
      find(death, new DyingScene("idle", death.socket()));
      find(death, new DyingScene("requests wait", death.socket()).waiting());
    }
  }

  /** A TLS handler in between is no reason for being found later, nor for being closed later. */
  @ParameterizedTest
  @EnumSource(names = {"PROCESS_STOPPED", "DROPPED_BOTH_WAYS", "ZERO_WINDOW"})
  void aPeerThatDiesBehindTlsMustBeFoundAsSoon(Death death) throws Exception {
    Path keyStore =
        TestCertificates.writeStore(files.resolve("server.p12"), TestCertificates.SERVER);
    for (int round = 0; round < Proof.ROUNDS; round++) {
      find(
          death,
          new DyingScene("TLS, requests wait", death.socket()).behindTls(keyStore).waiting());
      if (Proof.LONG) {
        find(death, new DyingScene("TLS, idle", death.socket()).behindTls(keyStore));
      }
    }
  }

  @Test
  void aPeerThatEchoesWronglyMustBeFoundWithItsNextPong() {
    for (int round = 0; round < Proof.ROUNDS; round++) {
      disbelieve(new DyingScene("idle", SocketOptions.DEFAULT));
      disbelieve(new DyingScene("requests wait", SocketOptions.DEFAULT).waiting());
    }
  }

  private static void find(Death death, DyingScene newScene) {
    try (DyingScene scene = newScene.begin()) {
      death.prepare(scene.peer());
      Strike strike = scene.strike(() -> death.strike(scene.host, scene.peer()));
      scene.clients.forEach(client -> death.after(scene.host, client, scene.isWaiting()));
      scene
          .awaitEnd()
          .forEach(
              (client, lingered) -> {
                Set<VerdictClass> classes = EnumSet.noneOf(VerdictClass.class);
                for (String id : client.connections.keySet()) {
                  classes.add(check(death, scene, client, id, strike));
                }
                if (death.isSeenFromHere()) {
                  assertThat(classes).as("%s", client).isNotEqualTo(Set.of(VerdictClass.UNKNOWN));
                }
                scene.measured(death.toString(), client, strike, lingered, classes);
              });
    }
  }

  /** Returns what the verdict calls it. */
  private static VerdictClass check(
      Death death, DyingScene scene, WatchedClient client, String id, Strike strike) {
    WatchedClient.Ended ended = client.ended.get(id);
    assertThat(ended.failure()).as(id).containsInstanceOf(PeerSilentException.class);
    Verdict verdict = ((PeerSilentException) ended.failure().orElseThrow()).verdict();
    String what = "%s on %s: %s".formatted(death, client.transport, verdict);
    Duration grace = TWO_TICKS.plus(verdict.forgiven());
    Duration late = strike.lastAnswerAfter(client.answeredAtNanos(id));
    assertThat(late).as("answered on the last tick, %s", what).isLessThan(strike.delayOf(client));
    assertThat(strike.until(scene.decidedAtNanos(client, ended)).minus(late))
        .as(what)
        .isLessThan(
            death
                .bound(client.transport, scene.isWaiting())
                .plus(grace)
                .plus(LoopWitness.RESOLUTION));
    if (!death.pushes()) {
      assertThat(verdict.silence()).as(what).isLessThan(verdict.bound().plus(grace));
    }
    assertThat(death.seenOn(client.transport)).as(what).contains(verdict.verdictClass());
    return verdict.verdictClass();
  }

  private static void disbelieve(DyingScene newScene) {
    try (DyingScene scene = newScene.begin()) {
      Strike strike = scene.strike(scene.peer()::echoWrongly);
      scene
          .awaitEnd()
          .forEach(
              (client, lingered) -> {
                checkViolations(client, strike);
                scene.measured("ECHOES_WRONGLY", client, strike, lingered, "a violation");
              });
    }
  }

  /** No verdict says here how much of the time was our own delay. */
  private static void checkViolations(WatchedClient client, Strike strike) {
    assertThat(client.ended.values())
        .allSatisfy(ended -> assertThat(ended.reason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION));
    assertThat(strike.until(client.lastEndNanos()))
        .as("%s", client)
        .isLessThan(Proof.HEARTBEAT.worstCaseDetection().plus(TWO_TICKS).plus(client.stalled()));
  }
}
