package io.belay.samples.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.Transport;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.heartbeat.ServerOptions;
import io.belay.samples.server.EchoServer;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardsTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final CircuitBreakerConfig TWO_FAILURES =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(2)
          .minimumNumberOfCalls(2)
          .failureRateThreshold(100)
          .recordException(Guards::isTrouble)
          .build();

  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        EchoServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Transport.NIO,
            ServerOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder().endpoint("127.0.0.1", server.address().getPort());
  }

  @Test
  void aBreakerMustOpenWhenTheServiceIsGone() {
    try (BelayClient<byte[], byte[]> client =
        builder().requestTimeout(Duration.ofMillis(500)).build()) {
      Function<byte[], byte[]> guarded = Guards.breaker(client, TWO_FAILURES);
      assertThat(guarded.apply(REQUEST)).isEqualTo(REQUEST);
      server.close();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> guarded.apply(REQUEST))
            .isNotInstanceOf(CallNotPermittedException.class);
      }

      assertThatThrownBy(() -> guarded.apply(REQUEST))
          .isInstanceOf(CallNotPermittedException.class);
    }
  }

  @Test
  void aBreakerAroundFuturesMustSeeBelaysOwnFailures() {
    server.close();
    try (BelayClient<byte[], byte[]> client =
        builder().requestTimeout(Duration.ofMillis(500)).build()) {
      Function<byte[], CompletionStage<byte[]>> guarded = Guards.asyncBreaker(client, TWO_FAILURES);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> guarded.apply(REQUEST).toCompletableFuture().join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(ConnectionRefusedException.class);
      }

      assertThatThrownBy(() -> guarded.apply(REQUEST).toCompletableFuture().join())
          .hasCauseInstanceOf(CallNotPermittedException.class);
    }
  }

  @Test
  void aLimiterMustLetNoMoreThroughThanItsRate() {
    RateLimiterConfig twoAnHour =
        RateLimiterConfig.custom()
            .limitForPeriod(2)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      Function<byte[], byte[]> guarded = Guards.limiter(client, twoAnHour);
      assertThat(guarded.apply(REQUEST)).isEqualTo(REQUEST);
      assertThat(guarded.apply(REQUEST)).isEqualTo(REQUEST);

      assertThatThrownBy(() -> guarded.apply(REQUEST)).isInstanceOf(RequestNotPermitted.class);
    }
  }

  @Test
  void whatTheApplicationAnswersMustBeNoTrouble() {
    FailureContext context = FailureContext.of(Phase.READ);

    assertThat(Guards.isTrouble(BelayFailures.remoteError(context, 300, ""))).isFalse();
    assertThat(Guards.isTrouble(BelayFailures.remoteError(context, 1, ""))).isTrue();
    assertThat(
            Guards.isTrouble(
                BelayFailures.requestRejected(
                    context, RequestRejectedException.Reason.TOO_LARGE, "")))
        .isFalse();
    assertThat(Guards.isTrouble(BelayFailures.peerClosed(context.withDelivery(Delivery.UNKNOWN))))
        .isTrue();
    assertThat(Guards.isTrouble(new IllegalStateException())).isFalse();
  }
}
