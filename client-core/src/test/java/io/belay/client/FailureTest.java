package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.PeerSilentException;
import io.belay.client.error.Phase;
import io.belay.client.error.PoolExhaustedException;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestInterruptedException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.error.UnresolvedHostException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnPing;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.codec.FrameEncoder;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers are told when things go wrong, over real sockets. */
@Timeout(60)
class FailureTest {
  private static final byte[] REQUEST = "request".getBytes(StandardCharsets.UTF_8);
  private static final Heartbeat FAST =
      new Heartbeat(Duration.ofMillis(300), Duration.ofMillis(200), 2);

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .requestTimeout(Duration.ofSeconds(20));
  }

  private static <T extends BelayException> T failure(
      Class<T> type, BelayClient<byte[], byte[]> client, RequestOptions options) {
    return catchThrowableOfType(type, () -> client.send(REQUEST, options));
  }

  private static BelayException failureOf(CompletableFuture<?> future) {
    CompletionException wrapped = catchThrowableOfType(CompletionException.class, future::join);
    return (BelayException) wrapped.getCause();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClosedPortMustBeRefusedAtOnceForThoseWhoFailFast(Transport transport) {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      ConnectionRefusedException failure =
          failure(
              ConnectionRefusedException.class, client, RequestOptions.DEFAULT.withFailFast(true));

      assertThat(failure.errno()).contains(Errno.ECONNREFUSED);
      assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
      assertThat(failure.remedy()).isNotBlank();
      assertThat(failure.getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(FailureTest.class.getName()));
    }
  }

  @Test
  void aRequestThatWaitsInVainMustBeToldWhyTheEndpointRests() {
    ReconnectOptions slow =
        new ReconnectOptions(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);
    CompletableFuture<Optional<BelayException>> lost = new CompletableFuture<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<BelayException> failure) {
            lost.complete(failure);
          }
        };
    try (BelayClient<byte[], byte[]> client =
        builder().reconnect(slow).listener(listener).build()) {
      client.send(REQUEST);
      peer.resetAll();
      lost.join();

      ConnectionResetException failure =
          failure(
              ConnectionResetException.class,
              client,
              RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(300)));

      assertThat(failure.errno()).contains(Errno.ECONNRESET);
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
    }
  }

  @Test
  void aRequestThatWaitedForAClosedPortMustFailWithTheConnectFailureAtItsDeadline() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      ConnectionRefusedException failure =
          failure(
              ConnectionRefusedException.class,
              client,
              RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(300)));

      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
    }
  }

  @Test
  void aRequestThatWaitsMustBeAnsweredOnceTheServerIsBack() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> answer = client.sendAsync(REQUEST);
      eventually(
          "a connect fails", () -> client.snapshot().endpoints().get(0).failedConnects() > 0);
      peer.listenAgain();

      assertThat(answer.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void anUnknownHostMustBeTold() {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("no-such-host.invalid", 9).build()) {
      UnresolvedHostException failure =
          failure(UnresolvedHostException.class, client, RequestOptions.DEFAULT.withFailFast(true));

      assertThat(failure.phase()).isEqualTo(Phase.RESOLVE);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aResetUnderARequestMustBeUnknown(Transport transport) {
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      ConnectionResetException failure =
          failure(ConnectionResetException.class, client, RequestOptions.DEFAULT);

      assertThat(failure.errno()).contains(Errno.ECONNRESET);
      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(failure.phase()).isEqualTo(Phase.AWAIT);
      assertThat(failure.connection()).isPresent();
      assertThat(failure.attempts()).isEqualTo(1);
    }
  }

  @Test
  void aCloseUnderARequestMustBeUnknown() {
    peer.onRequest = OnRequest.CLOSE;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      PeerClosedException failure =
          failure(PeerClosedException.class, client, RequestOptions.DEFAULT);

      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
    }
  }

  @Test
  void anIdempotentRequestMustBeSentAgainAfterAReset() {
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> answer =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withIdempotent(true));
      eventually("the first attempt is reset", () -> peer.requests.get() == 1);
      peer.onRequest = OnRequest.ECHO;

      assertThat(answer.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void aRetryOfTheUsersMustSeeWhatBecameOfIt() {
    peer.onRequest = OnRequest.REFUSE;
    Retry retry = Retry.of("theirs", RetryConfig.custom().maxAttempts(10).build());
    try (BelayClient<byte[], byte[]> client = builder().retry(retry).build()) {
      CompletableFuture<byte[]> answer = client.sendAsync(REQUEST);
      eventually("it was refused twice", () -> peer.requests.get() >= 2);
      peer.onRequest = OnRequest.ECHO;

      assertThat(answer.join()).isEqualTo(REQUEST);
      eventually(
          "the retry has counted it",
          () -> retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt() == 1);
    }
  }

  @Test
  void theLastFailureMustCarryTheEarlierOnes() {
    peer.onRequest = OnRequest.RESET;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      ConnectionResetException failure =
          failure(
              ConnectionResetException.class, client, RequestOptions.DEFAULT.withIdempotent(true));

      assertThat(failure.attempts()).isEqualTo(3);
      assertThat(failure.getSuppressed())
          .hasSize(2)
          .allMatch(ConnectionResetException.class::isInstance);
    }
  }

  @Test
  void aRefusedRequestMustBeSentAgainAndThenToldAsRefused() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      RemoteErrorException failure =
          failure(RemoteErrorException.class, client, RequestOptions.DEFAULT);

      assertThat(failure.delivery()).isEqualTo(Delivery.REFUSED);
      assertThat(failure.code()).isEqualTo(1);
      assertThat(peer.requests.get()).isGreaterThan(1);
    }
  }

  @Test
  void aRequestThatTheApplicationFailedMustNotBeSentAgain() {
    peer.onRequest = OnRequest.FAIL;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      RemoteErrorException failure =
          failure(RemoteErrorException.class, client, RequestOptions.DEFAULT.withIdempotent(true));

      assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
      assertThat(peer.requests.get()).isEqualTo(1);
    }
  }

  @Test
  void aTimedOutRequestMustNotDeliverItsLateAnswerToAnother() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      RequestTimeoutException failure =
          failure(
              RequestTimeoutException.class,
              client,
              RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(100)));
      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(client.snapshot().inFlight()).isZero();

      CompletableFuture<byte[]> second = client.sendAsync(new byte[] {2});
      eventually("both requests are held", () -> peer.heldCount() == 2);
      peer.answerHeld();

      assertThat(second.join()).containsExactly(2);
    }
  }

  @Test
  void aCancelledRequestMustFreeItsPlace() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> cancelled = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> completed = client.sendAsync(REQUEST);
      eventually("both are at the peer", () -> peer.heldCount() == 2);
      assertThat(client.snapshot().inFlight()).isEqualTo(2);

      assertThat(cancelled.cancel(true)).isTrue();
      completed.complete(new byte[0]);

      eventually("their places are free", () -> client.snapshot().inFlight() == 0);
      assertThat(catchThrowableOfType(CancellationException.class, cancelled::join)).isNotNull();
    }
  }

  @Test
  void aRequestThatWaitsAndIsCancelledMustLeaveTheQueue() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      waiting.cancel(true);

      eventually("it has left", () -> client.snapshot().waiting() == 0);
    }
  }

  @Test
  void aFullConnectionMustMakeOthersWaitAndThenSaySo() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions one = PoolOptions.DEFAULT.withMaxConnections(1).withMaxInFlight(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(one).build()) {
      CompletableFuture<byte[]> first = client.sendAsync(REQUEST);
      eventually("the first is at the peer", () -> peer.heldCount() == 1);
      PoolExhaustedException failure =
          failure(
              PoolExhaustedException.class,
              client,
              RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(200)));
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);

      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      peer.onRequest = OnRequest.ECHO;
      peer.answerHeld();
      assertThat(first.join()).isEqualTo(REQUEST);
      assertThat(waiting.join()).isEqualTo(REQUEST);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatStopsAnsweringMustBeFoundWithinTheBound(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        builder().transport(transport).heartbeat(FAST).build()) {
      client.send(REQUEST);
      peer.onPing = OnPing.IGNORE;
      peer.onRequest = OnRequest.HOLD;
      long start = System.nanoTime();
      PeerSilentException failure =
          failure(PeerSilentException.class, client, RequestOptions.DEFAULT);
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      // A noisy machine's stalls come on top of the bound; they are recorded.
      assertThat(took)
          .isLessThan(
              FAST.worstCaseDetection()
                  .plus(client.snapshot().stalled())
                  .plus(Duration.ofSeconds(2)));
    }
  }

  @Test
  void aPeerThatNeverAnswersItsFirstPingMustNotBecomeReady() {
    peer.onPing = OnPing.IGNORE;
    try (BelayClient<byte[], byte[]> client =
        builder().connectTimeout(Duration.ofMillis(200)).build()) {
      ConnectTimeoutException failure =
          failure(ConnectTimeoutException.class, client, RequestOptions.DEFAULT.withFailFast(true));

      assertThat(failure.stage()).isEqualTo(ConnectTimeoutException.Stage.READY);
      assertThat(failure.phase()).isEqualTo(Phase.READY);
    }
  }

  @Test
  void anAnswerToNoQuestionMustBeAViolation() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      peer.sendToAll(
          Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 8, 0, 0, 0, 17, 9, 9, 9, 9, 9, 9, 9, 9}));

      BelayException failure = failureOf(request);
      assertThat(failure).isInstanceOf(ProtocolViolationException.class);
      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
    }
  }

  @Test
  void aFloodOfPingsMustBeAViolationLongBeforeTheDeadlineOfARequest() {
    peer.onRequest = OnRequest.HOLD;
    Duration timeout = Duration.ofSeconds(10);
    try (BelayClient<byte[], byte[]> client = builder().requestTimeout(timeout).build()) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      long start = System.nanoTime();
      ByteBuf pings = Unpooled.buffer();
      for (int i = 0; i < 500_000; i++) {
        FrameEncoder.writePing(pings, i);
      }
      peer.sendToAll(pings);

      BelayException failure = failureOf(request);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.dividedBy(2));
      assertThat(((ProtocolViolationException) failure).error())
          .contains(new WireError.PingsTooFast(Duration.ofMillis(20)));
      assertThat(peer.hellos.element().minPingIntervalMillis()).isEqualTo(20);
    }
  }

  @Test
  void aRequestAboveThePeersLimitMustBeRejectedAndTheConnectionLiveOn() {
    peer.helloMaxPayload = 100;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      RequestRejectedException failure =
          catchThrowableOfType(RequestRejectedException.class, () -> client.send(new byte[101]));

      assertThat(failure.reason()).isEqualTo(RequestRejectedException.Reason.TOO_LARGE);
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.accepted.get()).isEqualTo(1);
    }
  }

  @Test
  void aGoAwayMustMoveUnacceptedRequestsAndLetTheOthersFinish() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> accepted = client.sendAsync(new byte[] {1});
      CompletableFuture<byte[]> unaccepted = client.sendAsync(new byte[] {2});
      eventually("both are at the peer", () -> peer.heldCount() == 2);
      long firstId = 1;
      peer.goAway(firstId);

      eventually("the second one is sent again", () -> peer.heldCount() == 3);
      peer.answerHeld();
      assertThat(accepted.join()).containsExactly(1);
      assertThat(unaccepted.join()).containsExactly(2);
      assertThat(peer.accepted.get()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptedCallerMustGetItsFlagBack() throws InterruptedException {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<Boolean> flag = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  client.send(REQUEST);
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      caller.interrupt();
      caller.join();

      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              RequestInterruptedException.class,
              failure -> assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN));
      assertThat(flag.get()).isTrue();
      eventually("its place is free", () -> client.snapshot().inFlight() == 0);
    }
  }

  @Test
  void aCallerThatIsInterruptedWhileItWaitsForAConnectionMustKnowThatNothingWasSent()
      throws InterruptedException {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  client.send(REQUEST);
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      caller.start();
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      caller.interrupt();
      caller.join();

      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              RequestInterruptedException.class,
              failure -> assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT));
    }
  }

  @Test
  void aBlockingSendOnAnEventLoopMustBeRefused() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<byte[]> blocked =
          client.sendAsync(REQUEST).thenApply(answer -> client.send(REQUEST));

      CompletionException thrown = catchThrowableOfType(CompletionException.class, blocked::join);
      assertThat(thrown.getCause())
          .isInstanceOfSatisfying(
              RequestRejectedException.class,
              failure ->
                  assertThat(failure.reason())
                      .isEqualTo(RequestRejectedException.Reason.ON_EVENT_LOOP));
    }
  }

  @Test
  void closeMustLetRequestsUnderWayFinish() throws InterruptedException {
    peer.onRequest = OnRequest.HOLD;
    BelayClient<byte[], byte[]> client = builder().build();
    CompletableFuture<byte[]> answer = client.sendAsync(REQUEST);
    eventually("it is at the peer", () -> peer.heldCount() == 1);
    Thread closer = new Thread(client::close);
    closer.start();
    eventually(
        "no more requests are taken", () -> client.sendAsync(REQUEST).isCompletedExceptionally());
    peer.answerHeld();
    closer.join();

    assertThat(answer.join()).isEqualTo(REQUEST);
    assertThat(peer.goAways).hasSize(1);
    eventually("the peer's end is closed", peer.channels::isEmpty);
  }

  @Test
  void closeNowMustFailRequestsUnderWay() {
    peer.onRequest = OnRequest.HOLD;
    BelayClient<byte[], byte[]> client = builder().build();
    CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
    eventually("it is at the peer", () -> peer.heldCount() == 1);
    client.closeNow();

    BelayException failure = failureOf(request);
    assertThat(failure).isInstanceOf(ClientClosedException.class);
    assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
  }

  @Test
  void thoseWhoFailFastMustNotFailBeforeAnyConnectHasFailed() {
    try (BelayClient<byte[], byte[]> client =
        builder()
            .reconnect(
                ReconnectOptions.DEFAULT
                    .withMaxBackoff(Duration.ofMinutes(1))
                    .withMinBackoff(Duration.ofMillis(200)))
            .build()) {
      for (int i = 0; i < 5; i++) {
        client.send(REQUEST);
        peer.resetAll();
        eventually(
            "the connection is lost", () -> client.snapshot().endpoints().get(0).ready() == 0);
        assertThat(client.sendAsync(REQUEST, RequestOptions.DEFAULT.withFailFast(true)))
            .succeedsWithin(Duration.ofSeconds(15));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatDiesInTheMidstOfAnAnswerMustCountAsClosed(Transport transport) {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      CompletableFuture<byte[]> request =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withIdempotent(true));
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      peer.onRequest = OnRequest.ECHO;
      peer.sendToAll(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 20, 0, 0, 0, 17, 0, 0}));
      peer.closeAll();

      assertThat(request).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aOneWayMessageOfTheLargestSizeMustBeSent() {
    peer.helloMaxPayload = 100;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.sendOneWay(new byte[100]).join();
    }
  }
}
