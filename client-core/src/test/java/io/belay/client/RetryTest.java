package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent again, where to, and what it costs, over real sockets. */
@Timeout(60)
class RetryTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final RequestOptions IDEMPOTENT = RequestOptions.DEFAULT.withIdempotent(true);
  private static final RetryBudget NONE = new RetryBudget(0, 0);

  private final ScriptedPeer peer = new ScriptedPeer();
  private final ScriptedPeer second = new ScriptedPeer();
  private final ScriptedPeer third = new ScriptedPeer();
  private final Queue<BelayException> retried = new ConcurrentLinkedQueue<>();
  private final Queue<BelayException> denied = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closePeers() {
    Stream.of(peer, second, third).forEach(ScriptedPeer::close);
  }

  private BelayClientBuilder builder(ScriptedPeer... peers) {
    BelayClientBuilder builder =
        BelayClient.builder()
            .pool(PoolOptions.DEFAULT.withMaxConnections(1))
            .requestTimeout(Duration.ofSeconds(20))
            .retry(attempts(3, Duration.ofMillis(1)))
            .listener(new Listener());
    for (ScriptedPeer each : peers) {
      builder.endpoint("127.0.0.1", each.port());
    }
    return builder;
  }

  private static RetryConfig attempts(int max, Duration wait) {
    return RetryConfig.custom().maxAttempts(max).waitDuration(wait).build();
  }

  private static BelayException failureOf(CompletableFuture<byte[]> request) {
    return (BelayException) request.handle((answer, failure) -> failure).join();
  }

  private final class Listener implements ClientListener<byte[], byte[]> {
    @Override
    public void retrying(BelayException failure, Duration wait) {
      retried.add(failure);
    }

    @Override
    public void retryDenied(BelayException failure) {
      denied.add(failure);
    }
  }

  /** The next request goes to this peer, since all others are busy. */
  private void makeLeastLoaded(
      BelayClient<byte[], byte[]> client, ScriptedPeer least, ScriptedPeer... others) {
    client.warmUp().join();
    List<ScriptedPeer> all = new ArrayList<>(List.of(others));
    all.add(least);
    all.forEach(each -> each.onRequest = OnRequest.HOLD);
    for (int i = 0; i < 2 * all.size(); i++) {
      var unused = client.sendAsync(REQUEST);
    }
    eventually("all are busy", () -> all.stream().allMatch(each -> each.heldCount() == 2));
    least.answerHeld();
    eventually("one is idle", () -> client.snapshot().inFlight() == 2 * others.length);
  }

  /* ---- Where to. */

  @Test
  void theNextAttemptMustGoToAnotherEndpointHoweverBusy() {
    try (BelayClient<byte[], byte[]> client = builder(peer, second).build()) {
      makeLeastLoaded(client, peer, second);
      peer.onRequest = OnRequest.REFUSE;
      second.onRequest = OnRequest.ECHO;
      int before = peer.requests.get();

      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.requests).hasValue(before + 1);
      assertThat(client.snapshot().retries().recovered()).isEqualTo(1);
      second.answerHeld();
    }
  }

  @Test
  void theThirdAttemptMustAvoidBothEndpointsThatFailed() {
    peer.onRequest = OnRequest.REFUSE;
    second.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder(peer, second, third).build()) {
      client.warmUp().join();
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      }
    }
  }

  @Test
  void theNextAttemptMustGoToAnotherConnectionWhereThereIsNoOtherEndpoint() {
    peer.onRequest = OnRequest.REFUSE;
    PoolOptions two = PoolOptions.DEFAULT.withMinConnections(2).withMaxConnections(2);
    try (BelayClient<byte[], byte[]> client =
        builder(peer).pool(two).retry(attempts(2, Duration.ofMillis(1))).build()) {
      client.warmUp().join();
      BelayException failure = failureOf(client.sendAsync(REQUEST));

      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(new HashSet<>(peer.origins)).hasSize(2);
    }
  }

  @Test
  void theNextAttemptMustNotWaitForAnotherConnectionThanTheOneThatIsThere() {
    peer.onRequest = OnRequest.REFUSE;
    second.stopListening();
    try (BelayClient<byte[], byte[]> client = builder(peer, second).build()) {
      BelayException failure = failureOf(client.sendAsync(REQUEST));

      assertThat(failure).isInstanceOf(RemoteErrorException.class);
      assertThat(peer.requests).hasValue(3);
    }
  }

  @Test
  void anAttemptThatWaitedForRoomMustStillAvoidWhereItFailed() {
    PoolOptions narrow = PoolOptions.DEFAULT.withMaxConnections(1).withMaxInFlight(1);
    // Long enough for the second to be idle by then.
    RetryConfig slow = attempts(3, Duration.ofMillis(500));
    try (BelayClient<byte[], byte[]> client =
        builder(peer, second).pool(narrow).retry(slow).build()) {
      client.warmUp().join();
      peer.onRequest = OnRequest.HOLD;
      second.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> one = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> other = client.sendAsync(REQUEST);
      eventually("both are busy", () -> peer.heldCount() + second.heldCount() == 2);
      peer.onRequest = OnRequest.REFUSE;
      second.onRequest = OnRequest.ECHO;
      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      peer.answerHeld();
      second.answerHeld();

      assertThat(waiting.join()).isEqualTo(REQUEST);
      assertThat(one.join()).isEqualTo(other.join());
      assertThat(peer.requests.get()).as("refused at most once").isLessThanOrEqualTo(2);
    }
  }

  /* ---- What for. */

  @Test
  void theFailureMustBeTheLastWithTheEarlierOnesAndTheWorstDelivery() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer, second).retry(attempts(2, Duration.ofMillis(1))).build()) {
      makeLeastLoaded(client, peer, second);
      peer.onRequest = OnRequest.RESET;
      second.onRequest = OnRequest.REFUSE;
      BelayException failure = failureOf(client.sendAsync(REQUEST, IDEMPOTENT));

      assertThat(failure).isInstanceOf(RemoteErrorException.class);
      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(failure.getSuppressed())
          .singleElement()
          .isInstanceOf(ConnectionResetException.class);
      second.answerHeld();
    }
  }

  @Test
  void aRetryMustNotBeWaitedForThatWouldComeAfterTheDeadline() {
    peer.onRequest = OnRequest.REFUSE;
    Duration hour = Duration.ofHours(1);
    try (BelayClient<byte[], byte[]> client =
        builder(peer).requestTimeout(hour).retry(attempts(3, hour)).build()) {
      assertThat(client.sendAsync(REQUEST))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withCauseInstanceOf(RemoteErrorException.class);
      assertThat(retried).isEmpty();
      assertThat(client.snapshot().retries().retried()).isZero();
    }
  }

  @Test
  void aRequestThatIsCancelledBetweenTwoAttemptsMustHaveNoMore() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client =
        builder(peer).retry(attempts(2, Duration.ofMillis(300))).build()) {
      CompletableFuture<byte[]> cancelled = client.sendAsync(REQUEST);
      eventually("it waits for its retry", () -> retried.size() == 1);
      assertThat(cancelled.cancel(true)).isTrue();
      // Begun later, it is repeated later.
      BelayException failure = failureOf(client.sendAsync(REQUEST));

      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(peer.requests).hasValue(3);
    }
  }

  @Test
  void aCloseMustEndTheWaitForARetryEvenOnEventLoopsOfTheUsers() {
    peer.onRequest = OnRequest.REFUSE;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      BelayClient<byte[], byte[]> client =
          builder(peer)
              .eventLoopGroup(group)
              .requestTimeout(Duration.ofHours(1))
              .retry(attempts(2, Duration.ofMinutes(50)))
              .build();
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("it waits for its retry", () -> retried.size() == 1);
      client.closeNow();

      assertThat(request).failsWithin(Duration.ofSeconds(10));
      assertThat(failureOf(request).delivery()).isEqualTo(Delivery.REFUSED);
      assertThat(failureOf(request).attempts()).isEqualTo(1);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /* ---- What it costs. */

  @Test
  void withoutABudgetTheFirstFailureMustStand() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder(peer).retryBudget(NONE).build()) {
      BelayException failure = failureOf(client.sendAsync(REQUEST));

      assertThat(failure.attempts()).isEqualTo(1);
      assertThat(peer.requests).hasValue(1);
      assertThat(retried).isEmpty();
      assertThat(denied).hasSize(1);
      assertThat(client.snapshot().retries()).isEqualTo(new RetrySnapshot(0, 0, 0, 1, 0));
    }
  }

  @Test
  void aRetryThatTheConfigurationDoesNotWantMustNotCountAsDenied() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client =
        builder(peer).retry(attempts(1, Duration.ofMillis(1))).retryBudget(NONE).build()) {
      failureOf(client.sendAsync(REQUEST));

      assertThat(client.snapshot().retries().denied()).isZero();
    }
  }

  @Test
  void whereEverythingFailsRetriesMustAddNoMoreThanTheirShare() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client =
        builder(peer).retryBudget(new RetryBudget(0.2, 0)).build()) {
      List<CompletableFuture<byte[]>> requests = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        requests.add(client.sendAsync(REQUEST));
      }
      requests.forEach(RetryTest::failureOf);

      RetrySnapshot retries = client.snapshot().retries();
      assertThat(retries.retried()).isBetween(1L, 40L);
      assertThat(peer.requests.get()).isEqualTo(200 + (int) retries.retried());
      assertThat(denied).hasSize((int) retries.denied());
    }
  }

  @Test
  void aUsedTokenMustBeMissingAndARequestMustBringItsShare() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer).retryBudget(new RetryBudget(5, 0)).build()) {
      client.send(REQUEST);
      client.send(REQUEST);
      assertThat(client.snapshot().retries().budget()).isBetween(5.0, 10.0);
    }
  }

  /* ---- What costs nothing. */

  @Test
  void whatWasNotSentMustGoElsewhereAtOnceAndWithoutABudget() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer, second).retry(attempts(1, Duration.ofMinutes(1))).retryBudget(NONE).build()) {
      makeLeastLoaded(client, peer, second);
      peer.reading(false);
      // More than the kernel takes, so that it is cut, and what stands behind it waits.
      CompletableFuture<byte[]> cut = client.sendAsync(new byte[7 << 20]);
      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      eventually(
          "one is cut, and one waits",
          () -> client.snapshot().connections().stream().anyMatch(each -> each.pendingBytes() > 0));
      second.onRequest = OnRequest.ECHO;
      peer.stopListening();
      peer.resetAll();

      assertThat(cut.join()).hasSize(7 << 20);
      assertThat(waiting.join()).isEqualTo(REQUEST);
      assertThat(client.snapshot().retries().resent()).isEqualTo(2);
      assertThat(client.snapshot().retries().retried()).isZero();
      assertThat(retried).isEmpty();
      assertThat(denied).isEmpty();
      second.answerHeld();
    }
  }

  @Test
  void whatWasNotSentMustGoElsewhereThoughItsPeerBrokeTheProtocol() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer, second).retry(attempts(1, Duration.ofMinutes(1))).retryBudget(NONE).build()) {
      makeLeastLoaded(client, peer, second);
      peer.reading(false);
      var unused = client.sendAsync(new byte[7 << 20]);
      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      eventually(
          "it waits for the socket",
          () -> client.snapshot().connections().stream().anyMatch(each -> each.pendingBytes() > 0));
      second.onRequest = OnRequest.ECHO;
      peer.stopListening();
      peer.sendToAll(
          Unpooled.wrappedBuffer("this is no frame".getBytes(StandardCharsets.US_ASCII)));

      assertThat(waiting.join()).isEqualTo(REQUEST);
      second.answerHeld();
    }
  }

  @Test
  void whoGotNoConnectionAnyMoreMustNotCountAsAnAttempt() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer).requestTimeout(Duration.ofSeconds(1)).build()) {
      client.warmUp().join();
      peer.stopListening();
      peer.onRequest = OnRequest.RESET;

      BelayException failure = failureOf(client.sendAsync(REQUEST, IDEMPOTENT));
      assertThat(failure.attempts()).isEqualTo(1);
      assertThat(failure.getSuppressed()).hasSize(1);
      assertThat(peer.requests).hasValue(1);
    }
  }

  @Test
  void whatAGoAwayHandsBackMustGoElsewhereAtOnceAndWithoutABudgetButOnce() {
    try (BelayClient<byte[], byte[]> client =
        builder(peer, second).retry(attempts(1, Duration.ofMinutes(1))).retryBudget(NONE).build()) {
      makeLeastLoaded(client, peer, second);
      CompletableFuture<byte[]> request = client.sendAsync(new byte[] {7});
      eventually("it is at the first", () -> peer.heldCount() == 1);
      peer.stopListening();
      peer.goAway(0);
      eventually("it is at the second", () -> second.heldCount() == 3);
      second.stopListening();
      second.goAway(0);

      BelayException failure = failureOf(request);
      assertThat(failure.delivery()).isEqualTo(Delivery.REFUSED);
      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(retried).isEmpty();
      client.closeNow();
    }
  }
}
