package io.belay.client.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's process that hardly gets a CPU loses nothing, at neither end. */
@InLivenessLab
class StarvedClientTest {
  private static final Duration FAMINE = Duration.ofSeconds(Proof.LONG ? 60 : 6);

  private final Proof.Turn turn = Proof.turnAlone();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @Test
  void aStarvedClientMustLoseNothing() {
    List<Process> busy = new ArrayList<>();
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        ClientProcess client =
            new ClientProcess(
                "127.0.0.1",
                server.port(),
                Proof.LIVING,
                ClientProgram.QUICK,
                "nice",
                "-n",
                "19")) {
      // What its start took too long for never was a connection.
      server.closed.clear();
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(Command.start("sh", "-c", "while :; do :; done"));
      }
      Proof.pass(FAMINE);
      NothingEnded.check("client starved of CPU", server, client);
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }
}
