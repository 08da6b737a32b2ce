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
    return "connecting to a frozen server";
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
      Bound bound = Bound.of(CONNECT_TIMEOUT).excusing(client.snapshot());
      return new Finding(
          outcome.failure().filter(FrozenAtConnect::waitedForPong).isPresent()
              && bound.holds(outcome.after()),
          outcome.name(),
          Figures.time(outcome.after()),
          bound.toString());
    } finally {
      stage.server().thaw();
    }
  }

  private static boolean waitedForPong(Throwable failure) {
    return failure instanceof ConnectTimeoutException timeout
        && timeout.stage() == ConnectTimeoutException.Stage.READY;
  }
}
