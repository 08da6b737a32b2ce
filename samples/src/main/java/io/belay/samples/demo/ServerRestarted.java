package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.samples.cli.Figures;
import io.belay.samples.load.LoadResult;
import java.time.Duration;

/** SIGTERM, and a new server in the same place: a deployment. */
final class ServerRestarted implements Scene {
  @Override
  public String title() {
    return "server restarted";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    try (BelayClient<byte[], byte[]> client = stage.client().build();
        BackgroundLoad load = new BackgroundLoad(client, 64, 16, failed -> {})) {
      load.awaitAnswers(1_000);
      narrator.say(
          "kill -TERM %d under load: it says GOAWAY, answers what it took, and ends."
              .formatted(stage.server().pid()));
      long goneNanos = System.nanoTime();
      int exitCode = stage.server().terminate();
      stage.restartServer();
      load.awaitAnswers(1);
      Duration gap = Duration.ofNanos(System.nanoTime() - goneNanos);
      load.awaitAnswers(1_000);
      LoadResult result = load.end();
      narrator.say(
          "Exit code %d. A new server, pid %d; requests went on by themselves, %s answered in all."
              .formatted(exitCode, stage.server().pid(), Figures.count(result.answered())));
      return new Finding(
          result.isFlawless() && exitCode == 0,
          "%s of %s requests failed"
              .formatted(Figures.count(result.failed()), Figures.count(result.sent())),
          Figures.time(gap) + " away",
          "none lost");
    }
  }
}
