package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.ClientListener;
import io.belay.client.ClientSnapshot;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.PeerSilentException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.VerdictClass;
import io.belay.samples.cli.Figures;
import io.belay.samples.load.LoadResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that is there, and reads nothing. */
final class PeerStopsReading implements Scene {
  private static final int REQUEST_BYTES = 64 << 10;
  private static final int CONCURRENCY = 512;
  private static final int MAX_PENDING_BYTES = 4 << 20;

  @Override
  public String title() {
    return "a peer stops reading";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    FirstClose closed = new FirstClose();
    try (DeafServer deaf = DeafServer.start();
        BelayClient<byte[], byte[]> client = client(stage, deaf.endpoint(), closed);
        BackgroundLoad load =
            new BackgroundLoad(client, REQUEST_BYTES, CONCURRENCY, failed -> {})) {
      narrator.say(
          "%d requests of 64 KiB at a time, to a server that stops reading at the first."
              .formatted(CONCURRENCY));
      long deafSinceNanos = deaf.awaitDeafness(Stage.PATIENCE);
      long mostPending = 0;
      while (!closed.failure.isDone()) {
        mostPending = Math.max(mostPending, pendingBytes(client.snapshot()));
        TimeUnit.MILLISECONDS.sleep(20);
      }
      BelayException failure = closed.failure.get();
      Duration after = Duration.ofNanos(closed.atNanos - deafSinceNanos);
      ClientSnapshot snapshot = client.snapshot();
      narrator.failure(failure);
      narrator.say(
          "Meanwhile at most %s KiB waited in this process; the limit was %s KiB."
              .formatted(Figures.count(mostPending >> 10), Figures.count(MAX_PENDING_BYTES >> 10)));
      client.closeNow();
      LoadResult result = load.end();
      Bound bound =
          Bound.of(Stage.HEARTBEAT.worstCaseWhileWaiting())
              .excusing(snapshot)
              .excusing(Optional.of(failure));
      return new Finding(
          failure instanceof PeerSilentException verdict
              && verdict.verdict().verdictClass() == VerdictClass.WRITE_STALLED
              && mostPending <= MAX_PENDING_BYTES
              && result.failed() == result.sent()
              && bound.holds(after),
          Outcome.nameOf(failure),
          Figures.time(after),
          bound.toString());
    }
  }

  private static BelayClient<byte[], byte[]> client(
      Stage stage, Endpoint endpoint, FirstClose closed) {
    return stage
        .client(endpoint)
        .pool(
            PoolOptions.DEFAULT
                .withMaxConnections(1)
                .withMaxPendingBytes(MAX_PENDING_BYTES)
                .withDrain(Duration.ZERO))
        .listener(closed)
        .build();
  }

  private static long pendingBytes(ClientSnapshot snapshot) {
    return snapshot.connections().stream().mapToLong(ConnectionSnapshot::pendingBytes).sum();
  }

  /** Why the first connection was closed, and when. */
  private static final class FirstClose implements ClientListener<byte[], byte[]> {
    private final CompletableFuture<BelayException> failure = new CompletableFuture<>();
    private volatile long atNanos;

    @Override
    public void connectionClosed(
        Endpoint endpoint,
        ConnectionDetails connection,
        CloseReason reason,
        Optional<BelayException> why) {
      if (!failure.isDone()) {
        atNanos = System.nanoTime();
        why.ifPresentOrElse(
            failure::complete,
            () ->
                failure.completeExceptionally(
                    new IllegalStateException("closed in order: " + reason)));
      }
    }
  }
}
