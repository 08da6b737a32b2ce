package io.belay.client.lab;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A client's process that does not run for a while loses nothing, at neither end. */
@InLivenessLab
class StoppedClientTest {
  /** All are longer than the bound of the {@link ClientProgram}. */
  static final List<Duration> STOPS =
      Proof.LONG
          ? List.of(Duration.ofSeconds(2), Duration.ofSeconds(30))
          : List.of(Duration.ofSeconds(2));

  private static final Duration RECOVERY =
      ClientProgram.HEARTBEAT.worstCaseDetection().multipliedBy(2);

  private final Proof.Turn turn = Proof.turn();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @FieldSource("STOPS")
  void aStoppedClientMustLoseNothing(Duration stop) {
    try (LivingServer server = new LivingServer(stop.plusSeconds(20));
        ClientProcess client = new ClientProcess("127.0.0.1", server.port(), Proof.LIVING)) {
      for (int round = 0; round < 2 * Proof.ROUNDS; round++) {
        client.signal("STOP");
        Proof.pass(stop);
        client.signal("CONT");
        Proof.pass(RECOVERY);
      }
      NothingEnded.check("client stopped for " + stop.toSeconds() + " s", server, client);
    }
  }
}
