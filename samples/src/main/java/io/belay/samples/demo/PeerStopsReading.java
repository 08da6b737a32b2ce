package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.ClientSnapshot;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.SocketOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.PeerSilentException;
import io.belay.client.error.RequestRejectedException;
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
  private static final int CONCURRENCY = 96;
  private static final int MAX_PENDING_BYTES = 4 << 20;
  private static final int LOOK_MILLIS = 20;

  @Override
  public String title() {
    return "a peer stops reading";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Narrator narrator = stage.narrator();
    CompletableFuture<Told> told = new CompletableFuture<>();
    try (DeafServer deaf = DeafServer.start();
        BelayClient<byte[], byte[]> client = client(stage, deaf.endpoint());
        BackgroundLoad load =
            new BackgroundLoad(
                client, REQUEST_BYTES, CONCURRENCY, failed -> tell(failed.failure(), told))) {
      narrator.say(
          "%d requests of 64 KiB at a time, to a server that stops reading at the first."
              .formatted(CONCURRENCY));
      long deafSinceNanos = deaf.awaitDeafness(Stage.PATIENCE);
      long mostPending = mostPendingBytes(client, told);
      BelayException failure = told.get().failure;
      Duration after = Duration.ofNanos(told.get().atNanos - deafSinceNanos);
      ClientSnapshot snapshot = client.snapshot();
      narrator.failure(failure);
      narrator.say(
          "Meanwhile at most %s KiB waited in this process, of %s KiB allowed; what was more was refused, typed."
              .formatted(Figures.count(mostPending >> 10), Figures.count(MAX_PENDING_BYTES >> 10)));
      client.closeNow();
      LoadResult result = load.end();
      Bound bound =
          Bound.of(Stage.HEARTBEAT.worstCaseWhileWaiting())
              .excusing(snapshot)
              .excusing(Optional.of(failure));
      return new Finding(
          failure instanceof PeerSilentException silent
              && silent.verdict().verdictClass() == VerdictClass.WRITE_STALLED
              && mostPending <= MAX_PENDING_BYTES
              && result.failed() == result.sent()
              && bound.holds(after),
          Outcome.nameOf(failure),
          Figures.time(after),
          bound.toString());
    }
  }

  private static BelayClient<byte[], byte[]> client(Stage stage, Endpoint endpoint) {
    return stage
        .client(endpoint)
        .pool(
            PoolOptions.DEFAULT
                .withMaxConnections(1)
                .withMaxPendingBytes(MAX_PENDING_BYTES)
                .withDrain(Duration.ZERO))
        .socket(SocketOptions.DEFAULT.withSendBuffer(DeafServer.SOCKET_BUFFER))
        .build();
  }

  /** Looks until the client has told what is wrong. */
  private static long mostPendingBytes(
      BelayClient<byte[], byte[]> client, CompletableFuture<Told> told)
      throws InterruptedException {
    long most = 0;
    while (!told.isDone()) {
      most = Math.max(most, pendingBytes(client.snapshot()));
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return most;
  }

  private static long pendingBytes(ClientSnapshot snapshot) {
    return snapshot.connections().stream().mapToLong(ConnectionSnapshot::pendingBytes).sum();
  }

  /** The first failure counts, but for what is refused because too much waits already. */
  private static void tell(Throwable failure, CompletableFuture<Told> told) {
    if (failure instanceof BelayException known && !(known instanceof RequestRejectedException)) {
      told.complete(new Told(known, System.nanoTime()));
    }
  }

  /** What the client told first, and when. */
  private record Told(BelayException failure, long atNanos) {}
}
