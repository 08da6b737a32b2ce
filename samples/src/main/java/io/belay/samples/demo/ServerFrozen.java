package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.error.PeerSilentException;
import io.belay.samples.cli.Figures;
import java.time.Duration;

/** SIGSTOP: the server's kernel acknowledges everything, and nothing is ever answered. */
final class ServerFrozen implements Scene {
  @Override
  public String title() {
    return "the server freezes, and thaws";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    try (BelayClient<byte[], byte[]> client = stage.client().build()) {
      client.warmUp().join();
      narrator.say("kill -STOP %d, then a request to it.".formatted(stage.server().pid()));
      stage.server().freeze();
      Outcome outcome = Outcome.of(client, RequestOptions.DEFAULT);
      outcome.failure().ifPresent(narrator::failure);
      Duration bound = Stage.HEARTBEAT.worstCaseWhileWaiting();
      boolean found =
          outcome.failure().filter(PeerSilentException.class::isInstance).isPresent()
              && outcome.after().compareTo(Stage.onTheWall(bound, client.snapshot())) <= 0;
      narrator.say("kill -CONT %d, and another request.".formatted(stage.server().pid()));
      stage.server().thaw();
      Outcome recovered = Outcome.of(client, RequestOptions.DEFAULT);
      narrator.say(
          "%s after %s, over a new connection."
              .formatted(recovered.name(), Figures.time(recovered.after())));
      return new Finding(
          found && recovered.failure().isEmpty(),
          outcome
              .failure()
              .map(failure -> failure instanceof PeerSilentException silent ? verdict(silent) : "")
              .filter(text -> !text.isEmpty())
              .orElse(outcome.name()),
          Figures.time(outcome.after()),
          "≤ " + Figures.time(bound));
    }
  }

  private static String verdict(PeerSilentException silent) {
    return Outcome.nameOf(silent) + ", " + silent.verdict().verdictClass();
  }
}
