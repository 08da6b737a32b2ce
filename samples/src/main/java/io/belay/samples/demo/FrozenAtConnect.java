package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.samples.cli.Figures;
import java.time.Duration;

/** A frozen server's kernel still accepts connections; a ready one is more than accepted. */
final class FrozenAtConnect implements Scene {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  @Override
  public String title() {
    return "a connection to a frozen server";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    narrator.say("kill -STOP %d, then a new client.".formatted(stage.server().pid()));
    stage.server().freeze();
    try (BelayClient<byte[], byte[]> client =
        stage.client().connectTimeout(CONNECT_TIMEOUT).build()) {
      Outcome outcome = Outcome.of(client, RequestOptions.DEFAULT.withFailFast(true));
      outcome.failure().ifPresent(narrator::failure);
      narrator.say(
          "The kernel accepts for a process that stands still: only its first PONG makes a"
              + " connection ready.");
      return new Finding(
          outcome.failure().filter(FrozenAtConnect::waitedForPong).isPresent()
              && outcome.after().compareTo(Stage.onTheWall(CONNECT_TIMEOUT, client.snapshot()))
                  <= 0,
          outcome.name(),
          Figures.time(outcome.after()),
          "≤ " + Figures.time(CONNECT_TIMEOUT));
    } finally {
      stage.server().thaw();
    }
  }

  private static boolean waitedForPong(Throwable failure) {
    return failure instanceof ConnectTimeoutException timeout
        && timeout.stage() == ConnectTimeoutException.Stage.READY;
  }
}
