package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.PeerSilentException;
import io.belay.samples.load.Payload;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of one request.
 *
 * @param failure empty if it was answered
 * @param after how long after it was sent
 */
record Outcome(Optional<BelayException> failure, Duration after) {
  private static final int SIZE = 64;

  /** Sends a request and waits for its end. */
  static Outcome of(BelayClient<byte[], byte[]> client, RequestOptions options)
      throws InterruptedException, ExecutionException, TimeoutException {
    long startNanos = System.nanoTime();
    return client
        .sendAsync(Payload.of(0, SIZE), options)
        .handle(
            (answer, failure) ->
                new Outcome(
                    Optional.ofNullable((BelayException) failure),
                    Duration.ofNanos(System.nanoTime() - startNanos)))
        .get(2 * Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** What the client said, in a word. */
  String name() {
    return failure.map(Outcome::nameOf).orElse("answered");
  }

  /** What a failure is, in a word or two. */
  static String nameOf(BelayException failure) {
    String type = failure.getClass().getSimpleName();
    if (failure instanceof PeerSilentException silent) {
      return type + ", " + silent.verdict().verdictClass();
    }
    return type + failure.errno().map(errno -> " " + errno).orElse("");
  }
}
