package io.belay.client.metrics;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Lease;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.RequestOptions;
import io.belay.client.RetryBudget;
import io.belay.client.error.BelayException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnPing;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each meter must say what it is named after, and nothing else. */
@Timeout(60)
class MeterValuesTest {
  private static final byte[] REQUEST = new byte[100];
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final RequestOptions BRIEF =
      RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(200));

  private final ScriptedPeer peer = new ScriptedPeer();
  private final SeenMeters seen = new SeenMeters("shop");

  @AfterEach
  void closePeer() {
    peer.close();
  }

  /** Dials nothing before it is asked for something, so that meters are bound first. */
  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .name("shop")
        .endpoint("127.0.0.1", peer.port())
        .reconnect(new ReconnectOptions(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ZERO))
        .pool(PoolOptions.DEFAULT.withMinConnections(0).withMaxConnections(1));
  }

  private BelayClient<byte[], byte[]> bound(BelayClientBuilder builder) {
    BelayClient<byte[], byte[]> client = builder.build();
    BelayMeters.bind(client, seen.registry);
    return client;
  }

  /* ---- Connections by their state. */

  private Map<String, Double> states() {
    return Stream.of("ready", "leased", "suspect", "draining", "connecting")
        .filter(state -> seen.gauge("belay.connections", "state", state) != 0)
        .collect(
            Collectors.toMap(
                state -> state, state -> seen.gauge("belay.connections", "state", state)));
  }

  private void eventuallyThereIsOne(String state) {
    eventually("one is " + state, () -> states().containsKey(state));
    assertThat(states()).isEqualTo(Map.of(state, 1.0));
  }

  @Test
  void aConnectionThatIsLentToRequestsMustBeReady() {
    try (BelayClient<byte[], byte[]> client = bound(builder())) {
      client.send(REQUEST);
      eventuallyThereIsOne("ready");
    }
  }

  @Test
  void aConnectionThatALeaseHasMustBeLeased() {
    try (BelayClient<byte[], byte[]> client = bound(builder());
        Lease<byte[], byte[]> lease = client.lease()) {
      lease.send(REQUEST);
      eventuallyThereIsOne("leased");
    }
  }

  @Test
  void aConnectionWhosePeerDoesNotAnswerInTimeMustBeSuspect() {
    Heartbeat patient = new Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500), 20);
    try (BelayClient<byte[], byte[]> client = bound(builder().heartbeat(patient))) {
      client.send(REQUEST);
      peer.onPing = OnPing.IGNORE;
      eventuallyThereIsOne("suspect");
    }
  }

  @Test
  void aConnectionThatFinishesItsRequestsMustBeDraining() {
    try (BelayClient<byte[], byte[]> client = bound(builder())) {
      peer.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("the peer has it", () -> peer.heldCount() == 1);
      peer.goAway(Long.MAX_VALUE);
      eventuallyThereIsOne("draining");

      peer.answerHeld();
      assertThat(request).succeedsWithin(SOON);
    }
  }

  @Test
  void aConnectionWhosePeerHasYetToAnswerMustBeConnecting() {
    peer.onPing = OnPing.IGNORE;
    try (BelayClient<byte[], byte[]> client = bound(builder().connectTimeout(LONG))) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventuallyThereIsOne("connecting");
      request.cancel(true);
      client.closeNow();
    }
  }

  /* ---- Times. */

  @Test
  void aConnectAndItsFirstPingAndTheWaitForBothMustTakeTime() {
    try (BelayClient<byte[], byte[]> client = bound(builder())) {
      client.send(REQUEST);

      assertThat(seen.timed("belay.connect.duration", "outcome", "ready")).isEqualTo(1);
      assertThat(seen.totalMillis("belay.connect.duration", "outcome", "ready")).isPositive();
      assertThat(seen.timed("belay.acquire.duration", "outcome", "acquired")).isEqualTo(1);
      assertThat(seen.totalMillis("belay.acquire.duration", "outcome", "acquired")).isPositive();
      assertThat(seen.timed("belay.heartbeat.rtt")).isPositive();
      assertThat(seen.totalMillis("belay.heartbeat.rtt")).isPositive();
    }
  }

  @Test
  void aConnectAndARequestThatFailMustHaveTakenAsLongAsTheirTimeouts() {
    peer.onPing = OnPing.IGNORE;
    Duration timeout = Duration.ofMillis(300);
    try (BelayClient<byte[], byte[]> client = bound(builder().connectTimeout(timeout))) {
      assertThat(client.sendAsync(REQUEST, BRIEF)).failsWithin(SOON);
      eventually(
          "the connect fails",
          () -> seen.timed("belay.connect.duration", "outcome", "connect_timeout") > 0);

      assertThat(seen.totalMillis("belay.connect.duration", "outcome", "connect_timeout"))
          .isGreaterThan(250);
      assertThat(seen.timed("belay.acquire.duration", "endpoint", "none")).isEqualTo(1);
      assertThat(seen.totalMillis("belay.acquire.duration", "endpoint", "none")).isGreaterThan(150);
      assertThat(seen.totalMillis("belay.request.duration")).isGreaterThan(150);
    }
  }

  @Test
  void aCallbackThatBlocksItsEventLoopMustBeAStall() {
    ClientListener<byte[], byte[]> blocker =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            long start = System.nanoTime();
            eventually(
                "the time is over",
                () -> System.nanoTime() - start > Duration.ofMillis(1500).toNanos());
          }
        };
    try (BelayClient<byte[], byte[]> client = bound(builder().listener(blocker))) {
      client.send(REQUEST);
      eventually("it is noticed", () -> seen.timed("belay.stalls") > 0);

      assertThat(seen.totalMillis("belay.stalls")).isGreaterThan(500);
    }
  }

  /* ---- Retries. */

  private double retries(String outcome) {
    return seen.count("belay.retries", "outcome", outcome);
  }

  @Test
  void aRetryMustCostTheBudgetATokenAndBeDeniedWithoutOne() {
    RetryBudget two = new RetryBudget(0, 0.2);
    try (BelayClient<byte[], byte[]> client = bound(builder().retryBudget(two))) {
      assertThat(seen.gauge("belay.retry.budget")).isCloseTo(2, within(0.1));
      peer.onRequest = OnRequest.REFUSE;
      // Each may be repeated twice.
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
      eventually("one is denied", () -> retries("denied") > 0);

      assertThat(seen.gauge("belay.retry.budget")).isLessThan(1.5);
      assertThat(retries("denied")).isEqualTo(1);
      assertThat(retries("retried")).isBetween(1.0, 3.0);
      assertThat(retries("resent")).isZero();
      assertThat(retries("recovered")).isZero();
    }
  }

  @Test
  void aRequestThatWasAnsweredAfterAllMustBeRecovered() {
    ClientListener<byte[], byte[]> healer =
        new ClientListener<>() {
          @Override
          public void retrying(BelayException failure, Duration wait) {
            peer.onRequest = OnRequest.ECHO;
          }
        };
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = bound(builder().listener(healer))) {
      client.send(REQUEST);
      eventually("it is counted", () -> retries("recovered") > 0);

      assertThat(retries("recovered")).isEqualTo(1);
      assertThat(retries("retried")).isEqualTo(1);
      assertThat(retries("resent")).isZero();
      assertThat(retries("denied")).isZero();
    }
  }

  @Test
  void whatAGoAwayHandsBackMustBeResent() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = bound(builder())) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("the peer has it", () -> peer.heldCount() == 1);
      peer.onRequest = OnRequest.ECHO;
      peer.goAway(0);
      assertThat(request).succeedsWithin(SOON);
      eventually("it is counted", () -> retries("resent") > 0);

      assertThat(retries("resent")).isEqualTo(1);
      assertThat(retries("retried")).isZero();
      assertThat(retries("denied")).isZero();
    }
  }
}
