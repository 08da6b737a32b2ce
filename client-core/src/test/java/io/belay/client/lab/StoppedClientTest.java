package io.belay.client.lab;

import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A client's process that does not run for a while loses nothing, at neither end. */
@InLivenessLab
class StoppedClientTest {
  /** Without forgiveness every stop would kill: each is longer than the bound. */
  record Stop(Duration time, Heartbeat heartbeat) {}

  private static final Stop SHORT = new Stop(Duration.ofSeconds(2), ClientProgram.QUICK);
  private static final Stop LONG = new Stop(Duration.ofSeconds(30), Proof.HEARTBEAT);

  static final List<Stop> STOPS = Proof.LONG ? List.of(SHORT, LONG) : List.of(SHORT);

  private final Proof.Turn turn = Proof.turnAlone();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @FieldSource("STOPS")
  void aStoppedClientMustLoseNothing(Stop stop) {
    try (LivingServer server = new LivingServer(stop.time().plusSeconds(20));
        ClientProcess client =
            new ClientProcess("127.0.0.1", server.port(), Proof.LIVING, stop.heartbeat())) {
      for (int round = 0; round < 2 * Proof.ROUNDS; round++) {
        client.signal("STOP");
        Proof.pass(stop.time());
        client.signal("CONT");
        Proof.pass(stop.heartbeat().worstCaseDetection().multipliedBy(2));
      }
      NothingEnded.check("client stopped for " + stop.time().toSeconds() + " s", server, client);
    }
  }
}
