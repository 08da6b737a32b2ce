package io.belay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.AnswerRejectedException;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.github.resilience4j.retry.MaxRetriesExceededException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.event.RetryEvent;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** resilience4j's settings, registry, events and metrics mean with us what they mean there. */
@Timeout(60)
class UsersRetryTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final RequestOptions IDEMPOTENT = RequestOptions.DEFAULT.withIdempotent(true);

  private final ScriptedPeer peer = new ScriptedPeer();
  private final Queue<RetryEvent.Type> events = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private static RetryConfig.Builder<Object> config() {
    return RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(1));
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .reconnect(ReconnectOptions.DEFAULT.withMinBackoff(Duration.ofMillis(1)))
        .requestTimeout(Duration.ofSeconds(20));
  }

  private Retry fromRegistry(RetryConfig config) {
    Retry retry = RetryRegistry.of(config).retry("inventory");
    retry.getEventPublisher().onEvent(event -> events.add(event.getEventType()));
    return retry;
  }

  private static BelayException failureOf(CompletableFuture<byte[]> request) {
    try {
      request.get(20, TimeUnit.SECONDS);
      throw new AssertionError("answered");
    } catch (Exception e) {
      return (BelayException) e.getCause();
    }
  }

  /* ---- Its events and metrics. */

  @Test
  void anAnswerToTheFirstAttemptMustBeCountedAsSuch() {
    Retry retry = fromRegistry(config().build());
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      client.send(REQUEST);
      client.send(REQUEST);
      client.sendOneWay(REQUEST).join();

      assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithoutRetryAttempt()).isEqualTo(3);
      assertThat(events).isEmpty();
    }
  }

  @Test
  void anAnswerToALaterAttemptMustBeCountedAndTold() {
    Retry retry = fromRegistry(config().build());
    peer.onRequest = OnRequest.REFUSE;
    retry.getEventPublisher().onRetry(event -> peer.onRequest = OnRequest.ECHO);
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      client.send(REQUEST);

      assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
      assertThat(events).containsExactly(RetryEvent.Type.RETRY, RetryEvent.Type.SUCCESS);
    }
  }

  @Test
  void failuresOfAllAttemptsMustBeCountedAndTold() {
    Retry retry = fromRegistry(config().build());
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(3);

      assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
      assertThat(events)
          .containsExactly(RetryEvent.Type.RETRY, RetryEvent.Type.RETRY, RetryEvent.Type.ERROR);
    }
  }

  @Test
  void aFailureThatItIgnoresMustBeCountedAndTold() {
    Retry retry = fromRegistry(config().ignoreExceptions(RemoteErrorException.class).build());
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(1);

      assertThat(retry.getMetrics().getNumberOfFailedCallsWithoutRetryAttempt()).isEqualTo(1);
      assertThat(events).containsExactly(RetryEvent.Type.IGNORED_ERROR);
    }
  }

  @Test
  void aFailureThatMayNotBeRepeatedMustNotBeToldAsARetry() {
    Retry retry = fromRegistry(config().build());
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(failureOf(client.sendAsync(REQUEST)).delivery()).isEqualTo(Delivery.UNKNOWN);

      assertThat(events).isEmpty();
      assertThat(peer.requests).hasValue(1);
    }
  }

  @Test
  void aFailureThatMayNotBeRepeatedMustBeCountedIfItWasTheLastAttemptAnyway() {
    Retry retry = fromRegistry(config().maxAttempts(1).build());
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      failureOf(client.sendAsync(REQUEST));

      assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
      assertThat(events).containsExactly(RetryEvent.Type.ERROR);
    }
  }

  @Test
  void whatALeaseSendsMustBeNoneOfItsBusiness() {
    Retry retry = fromRegistry(config().build());
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build();
        Lease<byte[], byte[]> lease = client.lease()) {
      lease.send(REQUEST);
      peer.onRequest = OnRequest.REFUSE;
      assertThat(failureOf(lease.sendAsync(REQUEST)).attempts()).isEqualTo(1);

      assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithoutRetryAttempt()).isZero();
      assertThat(events).isEmpty();
    }
  }

  /* ---- Its settings, within our rules. */

  @Test
  void onlyTheFailuresThatItNamesMustBeRepeated() {
    RetryConfig resets = config().retryExceptions(ConnectionResetException.class).build();
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().retry(resets).build()) {
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(1);
      peer.onRequest = OnRequest.RESET;
      assertThat(failureOf(client.sendAsync(REQUEST, IDEMPOTENT)).attempts()).isEqualTo(3);
    }
  }

  @Test
  void itsPredicateMustBeAsked() {
    RetryConfig notOne =
        config()
            .retryOnException(
                failure -> failure instanceof RemoteErrorException error && error.code() != 1)
            .build();
    peer.onRequest = OnRequest.ERROR;
    try (BelayClient<byte[], byte[]> client = builder().retry(notOne).build()) {
      peer.errorCode = 1;
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(1);
      peer.errorCode = 2;
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(3);
    }
  }

  @Test
  void itsPredicateMustNotMakeUsRepeatWhatMayHaveBeenProcessed() {
    RetryConfig everything = config().retryOnException(failure -> true).build();
    try (BelayClient<byte[], byte[]> client = builder().retry(everything).build()) {
      peer.onRequest = OnRequest.FAIL;
      assertThat(failureOf(client.sendAsync(REQUEST, IDEMPOTENT)).attempts()).isEqualTo(1);
      peer.onRequest = OnRequest.RESET;
      assertThat(failureOf(client.sendAsync(REQUEST)).attempts()).isEqualTo(1);
      assertThat(peer.requests).hasValue(2);
    }
  }

  @Test
  void anAnswerThatItRejectsMustBeAskedForAgainIfThatDoesNoHarm() {
    AtomicInteger answers = new AtomicInteger();
    Retry retry =
        fromRegistry(config().retryOnResult(answer -> answers.incrementAndGet() <= 2).build());
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(client.send(REQUEST, IDEMPOTENT)).isEqualTo(REQUEST);

      assertThat(peer.requests).hasValue(2);
      assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
      assertThat(client.snapshot().retries().recovered()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerToWhatIsNotIdempotentMustStandWhateverItSays() {
    RetryConfig never = config().retryOnResult(answer -> true).failAfterMaxAttempts(true).build();
    try (BelayClient<byte[], byte[]> client = builder().retry(never).build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.requests).hasValue(1);
    }
  }

  @Test
  void theLastAnswerMustStandEvenIfItRejectsThatToo() {
    Retry retry = fromRegistry(config().retryOnResult(answer -> true).build());
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(client.send(REQUEST, IDEMPOTENT)).isEqualTo(REQUEST);
      assertThat(peer.requests).hasValue(3);
      assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
    }
  }

  @Test
  void theLastAnswerMustBeAFailureIfItIsToFailAfterItsAttempts() {
    RetryConfig never = config().retryOnResult(answer -> true).failAfterMaxAttempts(true).build();
    try (BelayClient<byte[], byte[]> client = builder().retry(never).build()) {
      BelayException failure = failureOf(client.sendAsync(REQUEST, IDEMPOTENT));

      assertThat(failure)
          .isInstanceOf(AnswerRejectedException.class)
          .hasCauseInstanceOf(MaxRetriesExceededException.class);
      assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
      assertThat(failure.attempts()).isEqualTo(3);
    }
  }

  @Test
  void aRejectedAnswerMustStandWhereTheBudgetIsSpent() {
    RetryConfig never = config().retryOnResult(answer -> true).failAfterMaxAttempts(true).build();
    try (BelayClient<byte[], byte[]> client =
        builder().retry(never).retryBudget(new RetryBudget(0, 0)).build()) {
      assertThat(client.send(REQUEST, IDEMPOTENT)).isEqualTo(REQUEST);
      assertThat(client.snapshot().retries().denied()).isEqualTo(1);
    }
  }

  /* ---- What throws, or makes no sense. */

  static Stream<Named<RetryConfig>> nonsense() {
    return Stream.of(
        Named.of("a predicate that throws", config().retryOnException(failure -> raise()).build()),
        Named.of(
            "an interval function that throws",
            RetryConfig.custom().intervalFunction(attempt -> raise() ? 1L : 2L).build()),
        Named.of(
            "an interval function that does not link",
            RetryConfig.custom()
                .intervalFunction(
                    attempt -> {
                      throw new NoClassDefFoundError("on purpose");
                    })
                .build()),
        Named.of(
            "no interval", RetryConfig.custom().intervalFunction(UsersRetryTest::nothing).build()),
        Named.of(
            "an interval before now",
            RetryConfig.custom().intervalFunction(attempt -> -5L).build()),
        Named.of(
            "an interval for ever",
            RetryConfig.custom().intervalFunction(attempt -> Long.MAX_VALUE).build()));
  }

  private static boolean raise() {
    throw new IllegalStateException("on purpose");
  }

  @SuppressWarnings("NullAway") // As users do it.
  private static Long nothing(int attempt) {
    return null;
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseMustEndInTheFailureOfTheFirstAttempt(RetryConfig nonsense) {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().retry(nonsense).build()) {
      BelayException failure = failureOf(client.sendAsync(REQUEST));

      assertThat(failure).isInstanceOf(RemoteErrorException.class);
      assertThat(failure.attempts()).isEqualTo(1);
      peer.onRequest = OnRequest.ECHO;
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(client.snapshot().inFlight()).isZero();
    }
  }

  @Test
  void aResultPredicateThatThrowsMustLetTheAnswerStand() {
    RetryConfig broken = config().retryOnResult(answer -> raise()).build();
    try (BelayClient<byte[], byte[]> client = builder().retry(broken).build()) {
      assertThat(client.send(REQUEST, IDEMPOTENT)).isEqualTo(REQUEST);
    }
  }

  @Test
  void consumersThatThrowMustLoseNothing() {
    Retry retry = Retry.of("theirs", config().build());
    retry.getEventPublisher().onEvent(event -> raise());
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      assertThat(failureOf(client.sendAsync(REQUEST))).isInstanceOf(RemoteErrorException.class);
      peer.onRequest = OnRequest.ECHO;
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.accepted).hasValue(1);
    }
  }
}
