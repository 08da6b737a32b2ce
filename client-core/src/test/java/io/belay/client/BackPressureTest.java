package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PoolExhaustedException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.peer.ScriptedPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer costs that takes requests slower than they come, or not at all. */
@Timeout(60)
class BackPressureTest {
  private static final int REQUEST_BYTES = 64 << 10;
  private static final int REQUESTS = 2_000;
  private static final int MAX_PENDING_BYTES = 1 << 20;
  private static final int MAX_WAITING = 20;
  private static final PoolOptions POOL =
      PoolOptions.DEFAULT
          .withMaxConnections(1)
          .withMaxPendingBytes(MAX_PENDING_BYTES)
          .withMaxWaiting(MAX_WAITING);
  private static final RequestOptions SOON =
      RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(500));

  // What the kernel may take at both ends, whatever anybody reads.
  private static final int KERNEL_BYTES = 16 << 20;

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatStopsReadingMustCostBoundedMemoryAndATypedError(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", peer.port())
            .transport(transport)
            .requestTimeout(Duration.ofSeconds(2))
            .pool(POOL)
            .socket(SocketOptions.DEFAULT.withSendBuffer(64 << 10))
            .build()) {
      client.warmUp().join();
      peer.reading(false);
      List<CompletableFuture<byte[]>> requests = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        requests.add(client.sendAsync(new byte[REQUEST_BYTES]));
        if (i % 50 == 0) {
          verifyBounds(client.snapshot());
        }
      }
      long kept = requests.stream().filter(request -> !request.isDone()).count();
      assertThat(kept * REQUEST_BYTES)
          .as("bytes of requests that are kept")
          .isLessThanOrEqualTo(MAX_PENDING_BYTES + KERNEL_BYTES + MAX_WAITING * REQUEST_BYTES);
      eventually("all have ended", () -> requests.stream().allMatch(CompletableFuture::isDone));

      List<BelayException> failures = requests.stream().map(BackPressureTest::failureOf).toList();
      assertThat(failures)
          .hasOnlyElementsOfTypes(
              RequestRejectedException.class,
              RequestTimeoutException.class,
              PoolExhaustedException.class);
      assertThat(failures)
          .filteredOn(RequestRejectedException.class::isInstance)
          .isNotEmpty()
          .allSatisfy(each -> assertThat(each.delivery()).isEqualTo(Delivery.NOT_SENT));
      client.closeNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatTimesOutOnItsWayToTheSocketMustNotCountAsUnsent(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", peer.port())
            .transport(transport)
            .pool(POOL)
            .socket(SocketOptions.DEFAULT.withSendBuffer(64 << 10))
            .build()) {
      client.warmUp().join();
      peer.onRequest = ScriptedPeer.OnRequest.HOLD;
      peer.reading(false);
      List<CompletableFuture<byte[]>> requests = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        requests.add(client.sendAsync(numbered(i), SOON));
      }
      List<BelayException> failures = requests.stream().map(BackPressureTest::failureOf).toList();
      peer.reading(true);
      client.sendAsync(numbered(200));
      eventually("the last one came", () -> arrived().contains(200));

      assertThat(arrived())
          .filteredOn(i -> i < 200)
          .allSatisfy(i -> assertThat(failures.get(i).delivery()).isEqualTo(Delivery.UNKNOWN));
      client.closeNow();
    }
  }

  private static byte[] numbered(int number) {
    return ByteBuffer.allocate(REQUEST_BYTES).putInt(number).array();
  }

  private List<Integer> arrived() {
    return peer.heldBodies().stream().map(body -> ByteBuffer.wrap(body).getInt()).toList();
  }

  private static void verifyBounds(ClientSnapshot snapshot) {
    assertThat(snapshot.waiting()).isLessThanOrEqualTo(MAX_WAITING);
    assertThat(snapshot.connections())
        .allSatisfy(each -> assertThat(each.pendingBytes()).isLessThanOrEqualTo(MAX_PENDING_BYTES));
  }

  private static BelayException failureOf(CompletableFuture<byte[]> request) {
    return (BelayException) request.handle((answer, failure) -> failure).join();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void requestsMustGoOnOnceThePeerReadsAgain(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", peer.port())
            .transport(transport)
            .pool(POOL.withMaxWaiting(REQUESTS))
            .build()) {
      client.warmUp().join();
      peer.reading(false);
      List<CompletableFuture<byte[]>> requests = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        requests.add(client.sendAsync(new byte[REQUEST_BYTES]));
      }
      peer.reading(true);

      requests.forEach(request -> assertThat(request.join()).hasSize(REQUEST_BYTES));
    }
  }
}
