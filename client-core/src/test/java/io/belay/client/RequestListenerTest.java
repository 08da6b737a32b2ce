package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link RequestListener} is told of requests, over real sockets. */
@Timeout(60)
class RequestListenerTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ScriptedPeer peer = new ScriptedPeer();
  private final Recorder told = new Recorder();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1).withMaxInFlight(2));
  }

  private static final class Recorder implements RequestListener {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<BelayException> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> took = new ConcurrentLinkedQueue<>();

    private List<String> events() {
      return new ArrayList<>(events);
    }

    private long count(String event) {
      return events.stream().filter(event::equals).count();
    }

    @Override
    public void acquired(Endpoint endpoint, Duration waited) {
      events.add("acquired");
      waits.add(waited);
    }

    @Override
    public void notAcquired(Duration waited, Optional<BelayException> failure) {
      events.add(failure.isPresent() ? "not acquired" : "gave up acquiring");
      waits.add(waited);
    }

    @Override
    public void requestAnswered(Endpoint endpoint, Duration time) {
      events.add("answered");
      took.add(time);
    }

    @Override
    public void oneWaySent(Endpoint endpoint, Duration time) {
      events.add("sent");
      took.add(time);
    }

    @Override
    public void requestFailed(Optional<Endpoint> endpoint, Duration time, BelayException failure) {
      events.add("failed");
      failures.add(failure);
      took.add(time);
    }

    @Override
    public void requestCancelled(Optional<Endpoint> endpoint, Duration time) {
      events.add("cancelled");
      took.add(time);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anAnswerMustBeToldBeforeItsFutureCompletes(Transport transport) {
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      client.send(REQUEST);

      assertThat(told.events()).containsExactly("acquired", "answered");
      assertThat(told.waits).containsExactly(Duration.ZERO);
      assertThat(told.took).allMatch(time -> time.toNanos() > 0);

      client.sendOneWay(REQUEST).join();
      assertThat(told.events()).containsExactly("acquired", "answered", "acquired", "sent");
    }
  }

  @Test
  void aFailureMustBeTheOneThatTheCallerGets() {
    peer.onRequest = OnRequest.FAIL;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      assertThat(client.sendAsync(REQUEST))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isSameAs(told.failures.peek());

      assertThat(told.events()).containsExactly("acquired", "failed");
      assertThat(told.failures.peek()).isInstanceOf(RemoteErrorException.class);
    }
  }

  @Test
  void aRequestThatIsRetriedMustHaveOneEndAndAnAcquisitionForEachAttempt() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);

      assertThat(told.events()).containsExactly("acquired", "acquired", "acquired", "failed");
      assertThat(told.failures.peek().attempts()).isEqualTo(3);
    }
  }

  @Test
  void aWaitMustBeToldWithItsTimeAndItsEnd() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      List<CompletableFuture<byte[]>> two =
          List.of(client.sendAsync(REQUEST), client.sendAsync(REQUEST));
      CompletableFuture<byte[]> served = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> tooLate =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(50)));
      CompletableFuture<byte[]> unwanted = client.sendAsync(REQUEST);
      unwanted.cancel(true);
      assertThat(tooLate).failsWithin(SOON);
      peer.onRequest = OnRequest.ECHO;
      peer.answerHeld();
      two.forEach(each -> assertThat(each).succeedsWithin(SOON));
      assertThat(served).succeedsWithin(SOON);

      assertThat(told.count("acquired")).isEqualTo(3);
      assertThat(told.count("not acquired")).isEqualTo(1);
      assertThat(told.count("gave up acquiring")).isEqualTo(1);
      assertThat(told.count("answered")).isEqualTo(3);
      assertThat(told.count("failed")).isEqualTo(1);
      assertThat(told.count("cancelled")).isEqualTo(1);
      assertThat(told.waits).filteredOn(wait -> wait.toMillis() >= 50).hasSizeBetween(2, 2);
    }
  }

  @Test
  void whatIsRejectedAtTheDoorMustHaveAnEndToo() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions one =
        PoolOptions.DEFAULT.withMaxConnections(1).withMaxInFlight(1).withMaxWaiting(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(one).build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      CompletableFuture<byte[]> held = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> rejected = client.sendAsync(REQUEST);
      assertThat(rejected).isCompletedExceptionally();

      assertThat(told.events()).containsExactly("acquired", "not acquired", "failed");
      assertThat(told.failures.peek()).isInstanceOf(RequestRejectedException.class);
      held.cancel(true);
      waiting.cancel(true);
    }
  }

  @Test
  void anAnswerThatComesTooLateMustBeCountedAndChangeNothing() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      CompletableFuture<byte[]> slow =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(50)));
      assertThat(slow).failsWithin(SOON);
      peer.answerHeld();
      eventually(
          "it is counted", () -> client.snapshot().endpoints().get(0).traffic().lateAnswers() == 1);

      assertThat(told.events()).containsExactly("acquired", "failed");
      assertThat(told.failures.peek()).isInstanceOf(RequestTimeoutException.class);
    }
  }

  @Test
  void leasesMustTellHowTheyWereAcquired() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.warmUp().join();
      client.addRequestListener(told);
      try (Lease<byte[], byte[]> lease = client.lease()) {
        assertThat(told.events()).containsExactly("acquired");
        CompletableFuture<Lease<byte[], byte[]>> second = client.leaseAsync();
        CompletableFuture<Lease<byte[], byte[]>> inVain =
            client.leaseAsync(RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(50)));
        assertThat(inVain).failsWithin(SOON);
        assertThat(told.events()).containsExactly("acquired", "not acquired");
        lease.send(REQUEST);
        assertThat(told.events())
            .containsExactly("acquired", "not acquired", "acquired", "answered");
        second.cancel(true);
        assertThat(told.count("gave up acquiring")).isEqualTo(1);
      }
    }
  }

  @Test
  void everyRequestMustHaveExactlyOneEndWhateverHappensAtOnce() {
    peer.onRequest = OnRequest.HOLD;
    int requests = 2000;
    BelayClient<byte[], byte[]> client =
        builder().pool(PoolOptions.DEFAULT.withMaxConnections(2).withMaxInFlight(50)).build();
    client.addRequestListener(told);
    List<CompletableFuture<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      CompletableFuture<byte[]> request =
          client.sendAsync(
              REQUEST,
              RequestOptions.DEFAULT.withTimeout(
                  Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, 300))));
      all.add(request);
      if (i % 3 == 0) {
        CompletableFuture.runAsync(() -> request.cancel(true));
      }
      if (i % 50 == 0) {
        peer.answerHeld();
      }
      if (i % 700 == 699) {
        peer.resetAll();
      }
    }
    eventually("all have ended", () -> all.stream().allMatch(CompletableFuture::isDone));
    client.close();

    long answered = told.count("answered");
    long failed = told.count("failed");
    long cancelled = told.count("cancelled");
    assertThat(answered + failed + cancelled).isEqualTo(requests);
    assertThat(told.took).hasSize(requests);
    assertThat(all.stream().filter(each -> !each.isCompletedExceptionally()).count())
        .isBetween(answered - cancelled, answered + cancelled);
  }

  @Test
  void oneThatThrowsMustNotCostAnAnswer() {
    RequestListener broken =
        new RequestListener() {
          @Override
          public void acquired(Endpoint endpoint, Duration waited) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void requestAnswered(Endpoint endpoint, Duration took) {
            throw new NoClassDefFoundError("on purpose");
          }
        };
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.addRequestListener(broken);
      client.addRequestListener(told);

      assertThat(client.sendAsync(REQUEST)).succeedsWithin(SOON).isEqualTo(REQUEST);
      assertThat(told.count("answered")).isEqualTo(1);
    }
  }

  @Test
  void oneThatWasTakenAwayMustBeToldNothingMore() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      Registration registration = client.addRequestListener(told);
      client.send(REQUEST);
      registration.close();
      int before = told.events().size();
      client.send(REQUEST);

      assertThat(told.events()).hasSize(before);
    }
  }
}
