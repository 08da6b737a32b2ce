package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.samples.load.ClosedLoad;
import io.belay.samples.load.FailedRequest;
import io.belay.samples.load.Load;
import io.belay.samples.load.LoadPlan;
import io.belay.samples.load.LoadResult;
import io.belay.samples.load.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Requests that go on while a scene is played. */
final class BackgroundLoad implements AutoCloseable {
  private final Tally tally;
  private final Load load;
  private final CompletableFuture<LoadResult> result = new CompletableFuture<>();

  /** Starts to send; {@code onFailure} is told of each failure at once, on an event loop. */
  BackgroundLoad(
      BelayClient<byte[], byte[]> client,
      int size,
      int concurrency,
      Consumer<FailedRequest> onFailure) {
    tally = new Tally(onFailure);
    LoadPlan plan =
        new LoadPlan(Long.MAX_VALUE, Optional.empty(), size, concurrency, RequestOptions.DEFAULT);
    load = new ClosedLoad(client, plan, tally);
    Thread thread = new Thread(this::run, "background-load");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until so many more requests were answered. */
  void awaitAnswers(long more) throws IOException, InterruptedException {
    long enough = tally.answered() + more;
    Stage.await("answers", () -> tally.answered() >= enough);
  }

  /** Sends no more, and waits for what is under way. */
  LoadResult end() throws Exception {
    load.stop();
    try {
      return result.get(2 * Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("requests are under way that do not end", e);
    }
  }

  @Override
  public void close() {
    load.stop();
  }

  private void run() {
    try {
      Duration elapsed = load.run();
      result.complete(tally.result(elapsed));
    } catch (InterruptedException e) {
      result.completeExceptionally(e);
    }
  }
}
