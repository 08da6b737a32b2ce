package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.error.BelayException;
import io.belay.client.error.BrokenPipeException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerClosedException;
import io.belay.samples.cli.Figures;
import io.belay.samples.load.LoadResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** SIGKILL, with requests under way. */
final class ServerKilled implements Scene {
  private static final int CONCURRENCY = 64;

  @Override
  public String title() {
    return "server killed in mid-request";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    AtomicLong lastFailureNanos = new AtomicLong();
    try (BelayClient<byte[], byte[]> client = stage.client().build();
        BackgroundLoad load =
            new BackgroundLoad(
                client, 64, CONCURRENCY, failed -> lastFailureNanos.set(System.nanoTime()))) {
      load.awaitAnswers(1_000);
      narrator.say(
          "kill -9 %d, with %d requests under way.".formatted(stage.server().pid(), CONCURRENCY));
      long killedNanos = System.nanoTime();
      stage.server().kill();
      stage.restartServer();
      load.awaitAnswers(1_000);
      LoadResult result = load.end();
      result
          .mostCommon()
          .filter(failed -> failed.failure() instanceof BelayException)
          .ifPresent(failed -> narrator.failure((BelayException) failed.failure()));
      narrator.say(
          "%d requests may have been processed, and say so. The others waited for the new server,"
                  .formatted(result.failed())
              + " pid %d, and were answered: nothing was sent twice."
                  .formatted(stage.server().pid()));
      Duration told = Duration.ofNanos(lastFailureNanos.get() - killedNanos);
      Bound bound = Bound.of(Stage.HEARTBEAT.worstCaseWhileWaiting()).excusing(client.snapshot());
      return new Finding(
          result.failed() > 0
              && result.failed() <= CONCURRENCY
              && result.samples().values().stream().allMatch(each -> isExpected(each.failure()))
              && bound.holds(told),
          result.mostCommon().map(each -> nameOf(each.failure())).orElse("nothing failed"),
          Figures.time(told),
          bound.toString());
    }
  }

  private static String nameOf(Throwable failure) {
    return failure instanceof BelayException known ? Outcome.nameOf(known) : failure.toString();
  }

  private static boolean isExpected(Throwable failure) {
    return (failure instanceof ConnectionResetException
            || failure instanceof BrokenPipeException
            || failure instanceof PeerClosedException)
        && ((BelayException) failure).delivery() == Delivery.UNKNOWN;
  }
}
