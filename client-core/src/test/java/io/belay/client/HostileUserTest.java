package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.ConnectionDetails;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.heartbeat.CloseReason;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** User code that misbehaves must harm nobody but itself. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileUserTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(5);

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1));
  }

  @Test
  void anExecutorThatRejectsMustNotLoseAnswers() {
    try (BelayClient<byte[], byte[]> client =
        builder()
            .callbackExecutor(
                task -> {
                  throw new RejectedExecutionException("on purpose");
                })
            .build()) {
      assertThat(client.sendAsync(REQUEST)).succeedsWithin(SOON).isEqualTo(REQUEST);
      assertThat(client.sendAsync(REQUEST)).succeedsWithin(SOON).isEqualTo(REQUEST);
      assertThat(peer.accepted.get()).isEqualTo(1);
    }
  }

  @Test
  void anExecutorThatRejectsMustNotLoseFailures() {
    peer.onRequest = OnRequest.HOLD;
    BelayClient<byte[], byte[]> client =
        builder()
            .callbackExecutor(
                task -> {
                  throw new RejectedExecutionException("on purpose");
                })
            .build();
    CompletableFuture<byte[]> one = client.sendAsync(REQUEST);
    CompletableFuture<byte[]> other = client.sendAsync(REQUEST);
    eventually("both are at the peer", () -> peer.heldCount() == 2);
    peer.resetAll();

    assertThat(one).failsWithin(SOON);
    assertThat(other).failsWithin(SOON);
    assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(SOON);
  }

  @Test
  void aBlockingSendMustNotNeedTheExecutorThatItBlocks() {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (BelayClient<byte[], byte[]> client = builder().callbackExecutor(single).build()) {
      CompletableFuture<byte[]> second =
          client.sendAsync(REQUEST).thenApply(answer -> client.send(new byte[] {4}));

      assertThat(second).succeedsWithin(SOON).isEqualTo(new byte[] {4});
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void aListenerThatFailsToLinkMustDisturbNothing() {
    ClientListener<byte[], byte[]> broken =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            throw new NoClassDefFoundError("on purpose");
          }

          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<io.belay.client.error.BelayException> failure) {
            throw new NoClassDefFoundError("on purpose");
          }
        };
    BelayClient<byte[], byte[]> client = builder().listener(broken).build();

    assertThat(client.sendAsync(REQUEST)).succeedsWithin(SOON).isEqualTo(REQUEST);
    assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(SOON);
  }

  @Test
  void aRetryWhoseEventConsumerThrowsMustNotLoseTheRequest() {
    peer.onRequest = OnRequest.REFUSE;
    Retry retry = Retry.of("theirs", RetryConfig.ofDefaults());
    retry
        .getEventPublisher()
        .onRetry(
            event -> {
              throw new IllegalStateException("on purpose");
            });
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
      peer.onRequest = OnRequest.ECHO;
      assertThat(client.sendAsync(REQUEST)).succeedsWithin(SOON).isEqualTo(REQUEST);
      assertThat(peer.accepted.get()).isEqualTo(1);
    }
  }

  @Test
  void aRetryWhoseEventConsumerThrowsMustNotLoseTheAnswer() {
    peer.onRequest = OnRequest.REFUSE;
    Retry retry = Retry.of("theirs", RetryConfig.custom().maxAttempts(20).build());
    retry
        .getEventPublisher()
        .onSuccess(
            event -> {
              throw new IllegalStateException("on purpose");
            });
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      CompletableFuture<byte[]> answer = client.sendAsync(REQUEST);
      eventually("it was refused", () -> peer.requests.get() >= 1);
      peer.onRequest = OnRequest.ECHO;
      assertThat(answer).succeedsWithin(SOON).isEqualTo(REQUEST);
      assertThat(peer.accepted.get()).isEqualTo(1);
    }
  }
}
