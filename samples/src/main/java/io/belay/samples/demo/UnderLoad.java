package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.samples.cli.Figures;
import io.belay.samples.load.ClosedLoad;
import io.belay.samples.load.LoadPlan;
import io.belay.samples.load.LoadResult;
import io.belay.samples.load.Progress;
import io.belay.samples.load.Tally;

/** No fault yet. */
final class UnderLoad implements Scene {
  private static final long REQUESTS = 100_000;

  @Override
  public String title() {
    return "echo under load";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    stage
        .narrator()
        .say("%s requests of 64 bytes, 64 at a time.".formatted(Figures.count(REQUESTS)));
    LoadResult result;
    try (BelayClient<byte[], byte[]> client = stage.client().build()) {
      Tally tally = new Tally();
      Runnable endOfProgress = Progress.show("echo", REQUESTS, tally::ended);
      result = tally.result(new ClosedLoad(client, LoadPlan.of(REQUESTS), tally).run());
      endOfProgress.run();
    }
    stage
        .narrator()
        .say(
            "%s answers, each checked byte for byte: %s/s, p50 %s, p99 %s."
                .formatted(
                    Figures.count(result.answered()),
                    Figures.count(Math.round(result.perSecond())),
                    Figures.time(result.latencyAt(50)),
                    Figures.time(result.latencyAt(99))));
    return new Finding(
        result.isFlawless(),
        Figures.count(result.answered()) + " answers",
        Figures.time(result.elapsed()),
        "none lost");
  }
}
