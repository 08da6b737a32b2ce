package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.client.peer.TestCertificates;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far a request got, for every way in which it can end, on each transport, with and without
 * TLS. What docs/delivery.md says is compared here with what a peer saw.
 */
@Timeout(120)
class DeliveryTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final int CHUNK = 16 << 10;
  private static final int CHUNKS = 120;
  private static final int WINDOW_CHUNKS = (256 << 10) / CHUNK;

  /** What carries the requests. */
  record Carrier(Transport transport, boolean tls) {
    /** Whether the transport says what it took, and nothing stands between it and us. */
    boolean tells() {
      return !tls && transport != Transport.IO_URING;
    }
  }

  @TempDir private Path files;
  private ScriptedPeer peer = new ScriptedPeer();

  static Stream<Carrier> carriers() {
    return Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING)
        .flatMap(each -> Stream.of(new Carrier(each, false), new Carrier(each, true)));
  }

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClient<byte[], byte[]> client(Carrier carrier) throws IOException {
    BelayClientBuilder builder =
        BelayClient.builder()
            .transport(carrier.transport)
            .pool(PoolOptions.DEFAULT.withMaxConnections(1))
            .connectTimeout(Duration.ofSeconds(20))
            .requestTimeout(Duration.ofSeconds(40))
            .socket(SocketOptions.DEFAULT.withSendBuffer(64 << 10))
            .retry(RetryConfig.custom().maxAttempts(1).build());
    if (carrier.tls) {
      peer.close();
      peer = new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER));
      Path root = files.resolve("ca.pem");
      builder.tls(
          TlsOptions.DEFAULT.withTrust(
              TlsTrust.pem(TestCertificates.writeRoot(root, TestCertificates.AUTHORITY))));
    }
    BelayClient<byte[], byte[]> client = builder.endpoint("127.0.0.1", peer.port()).build();
    client.warmUp().join();
    return client;
  }

  private static BelayException failureOf(CompletableFuture<?> request) {
    return (BelayException) request.handle((answer, failure) -> failure).join();
  }

  private static Delivery deliveryOf(CompletableFuture<?> request) {
    return failureOf(request).delivery();
  }

  /** A request that the peer has and does not answer. */
  private CompletableFuture<byte[]> heldRequest(BelayClient<byte[], byte[]> client, byte[] body) {
    peer.onRequest = OnRequest.HOLD;
    int before = peer.heldCount();
    CompletableFuture<byte[]> request = client.sendAsync(body);
    eventually("it is at the peer", () -> peer.heldCount() == before + 1);
    return request;
  }

  /* ---- What the peer had whole. */

  record Ending(String name, Consumer<ScriptedPeer> by) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Row(Carrier carrier, Ending ending) {}

  static Stream<Row> endings() {
    List<Ending> endings =
        List.of(
            new Ending("RST", ScriptedPeer::resetAll),
            new Ending("FIN", ScriptedPeer::closeAll),
            new Ending(
                "a violation",
                peer ->
                    peer.sendToAll(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}))),
            new Ending(
                "GOAWAY that accepted it, then FIN",
                peer -> {
                  peer.goAway(1);
                  peer.closeAll();
                }));
    return carriers().flatMap(each -> endings.stream().map(ending -> new Row(each, ending)));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aRequestThatThePeerHadMustBeUnknownHoweverTheConnectionEnds(Row row) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(row.carrier)) {
      CompletableFuture<byte[]> request = heldRequest(client, REQUEST);
      peer.stopListening();
      row.ending.by.accept(peer);

      assertThat(deliveryOf(request)).isEqualTo(Delivery.UNKNOWN);
      client.closeNow();
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aRequestWhoseTimeIsUpMustBeUnknownOnceItLeft(Carrier carrier) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(carrier)) {
      peer.onRequest = OnRequest.HOLD;
      CompletableFuture<byte[]> request =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(100)));

      assertThat(deliveryOf(request)).isEqualTo(Delivery.UNKNOWN);
    }
  }

  /* ---- What the peer said of it. */

  @ParameterizedTest
  @MethodSource("carriers")
  void anErrorMustBeARefusalBelow256AndAnAnswerFromThereOn(Carrier carrier) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(carrier)) {
      peer.onRequest = OnRequest.ERROR;
      for (long code : new long[] {0, 1, 255}) {
        peer.errorCode = code;
        BelayException failure = failureOf(client.sendAsync(REQUEST));
        assertThat(failure).isInstanceOf(RemoteErrorException.class);
        assertThat(failure.delivery()).as("%d", code).isEqualTo(Delivery.REFUSED);
      }
      for (long code : new long[] {256, 0x7fff_ffffL, 0xffff_ffffL}) {
        peer.errorCode = code;
        assertThat(deliveryOf(client.sendAsync(REQUEST)))
            .as("%d", code)
            .isEqualTo(Delivery.ANSWERED);
      }
      assertThat(peer.accepted).hasValue(1);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aGoAwayMustRefuseWhatIsAboveItsIdAndNothingElse(Carrier carrier) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(carrier)) {
      List<CompletableFuture<byte[]>> requests = new ArrayList<>();
      for (byte i = 1; i <= 3; i++) {
        requests.add(heldRequest(client, new byte[] {i}));
      }
      long lastAccepted = 2;
      // Handed back, it would be sent again.
      peer.stopListening();
      peer.goAway(lastAccepted);
      eventually("one was handed back", () -> client.snapshot().retries().resent() == 1);
      peer.answerHeld();

      assertThat(requests.get(0).join()).containsExactly(1);
      assertThat(requests.get(1).join()).containsExactly(2);
      client.closeNow();
      BelayException failure = failureOf(requests.get(2));
      assertThat(failure.delivery()).isEqualTo(Delivery.REFUSED);
      assertThat(failure.getSuppressed()).singleElement().isInstanceOf(PeerClosedException.class);
    }
  }

  record Break(Carrier carrier, boolean reset) {}

  static Stream<Break> breaks() {
    return carriers().flatMap(each -> Stream.of(new Break(each, false), new Break(each, true)));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void anAnswerThatBreaksOffMustCountAsAnsweredAndTheOthersNot(Break row) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(row.carrier)) {
      CompletableFuture<byte[]> first = heldRequest(client, new byte[] {1});
      CompletableFuture<byte[]> second = heldRequest(client, new byte[] {2});
      sendHalfAnAnswer(2);
      peer.stopListening();
      if (row.reset) {
        peer.resetAll();
      } else {
        peer.closeAll();
      }

      assertThat(deliveryOf(first)).isEqualTo(Delivery.UNKNOWN);
      // A reset may overtake it, and then nobody knows.
      assertThat(deliveryOf(second))
          .isIn(
              row.reset
                  ? List.of(Delivery.ANSWERED, Delivery.UNKNOWN)
                  : List.of(Delivery.ANSWERED));
      client.closeNow();
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aLateAnswerThatHasBegunMustCountAsAnswered(Carrier carrier) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(carrier)) {
      peer.onRequest = OnRequest.HOLD;
      RequestOptions second = RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(1));
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST, second);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      sendHalfAnAnswer(1);

      BelayException failure = failureOf(request);
      assertThat(failure).isInstanceOf(RequestTimeoutException.class);
      assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
    }
  }

  /** A RESPONSE that announces more than it brings, and more than PONGs behind it can bring. */
  private void sendHalfAnAnswer(int id) {
    peer.sendToAll(
        Unpooled.wrappedBuffer(
            new byte[] {0, 0, 64, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, (byte) id, 7}));
  }

  /* ---- What the peer had in part, or not at all. */

  /** Requests that are each told by their first byte, and find no other connection. */
  private static List<CompletableFuture<byte[]>> sendChunks(
      BelayClient<byte[], byte[]> client, RequestOptions options) {
    List<CompletableFuture<byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      byte[] body = new byte[CHUNK];
      body[0] = (byte) i;
      requests.add(client.sendAsync(body, options));
    }
    return requests;
  }

  private Set<Integer> seen() {
    return peer.heldBodies().stream().map(body -> (int) body[0]).collect(Collectors.toSet());
  }

  /** Nothing more of the client's may come any more; what came is read to the end. */
  private void readToTheEnd() {
    peer.reading(true);
    eventually("the peer has read all that there is", peer.channels::isEmpty);
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aBurstThatIsCutMustBeUnsentOnlyWhereThePeerCannotHaveIt(Carrier carrier) throws IOException {
    BelayClient<byte[], byte[]> client = client(carrier);
    peer.onRequest = OnRequest.HOLD;
    peer.reading(false);
    List<CompletableFuture<byte[]>> requests = sendChunks(client, RequestOptions.DEFAULT);
    eventually(
        "the socket, the window and the queue are full",
        () -> client.snapshot().connections().get(0).pendingBytes() > 0);
    peer.stopListening();
    client.closeNow();
    List<Delivery> deliveries = requests.stream().map(DeliveryTest::deliveryOf).toList();
    readToTheEnd();

    Set<Integer> seen = seen();
    for (int i = 0; i < CHUNKS; i++) {
      assertThat(seen.contains(i) && deliveries.get(i) == Delivery.NOT_SENT)
          .as("request %d, which the peer has, is NOT_SENT", i)
          .isFalse();
    }
    // In the order in which they were sent: first those that left, then those that did not.
    int unknown = deliveries.lastIndexOf(Delivery.UNKNOWN) + 1;
    assertThat(deliveries.subList(0, unknown)).containsOnly(Delivery.UNKNOWN);
    assertThat(deliveries.subList(unknown, CHUNKS)).isNotEmpty().containsOnly(Delivery.NOT_SENT);
    if (carrier.tells()) {
      // What our kernel had and theirs had not: our send buffer, without the window above it.
      assertThat(unknown - seen.size()).isLessThan(WINDOW_CHUNKS);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whatMayStillBeSentMustNotBeCalledUnsentWhenItsTimeIsUp(Carrier carrier) throws IOException {
    try (BelayClient<byte[], byte[]> client = client(carrier)) {
      peer.onRequest = OnRequest.HOLD;
      peer.reading(false);
      List<CompletableFuture<byte[]>> requests =
          sendChunks(client, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(300)));
      List<BelayException> failures = requests.stream().map(DeliveryTest::failureOf).toList();
      peer.reading(true);
      // It comes behind all that was given to the channel.
      var unused = client.sendAsync(new byte[] {-1});
      eventually("it is at the peer", () -> seen().contains(-1));

      assertThat(failures).hasOnlyElementsOfType(RequestTimeoutException.class);
      Set<Integer> seen = seen();
      client.closeNow();
      for (int i = 0; i < CHUNKS; i++) {
        assertThat(seen.contains(i) && failures.get(i).delivery() == Delivery.NOT_SENT)
            .as("request %d, which the peer has, is NOT_SENT", i)
            .isFalse();
      }
      assertThat(failures.get(CHUNKS - 1).delivery()).isEqualTo(Delivery.NOT_SENT);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aOneWayMessageThatIsCutMustBeUnsentOnlyWhereThePeerCannotHaveIt(Carrier carrier)
      throws IOException {
    BelayClient<byte[], byte[]> client = client(carrier);
    peer.reading(false);
    List<CompletableFuture<Void>> messages = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      byte[] body = new byte[CHUNK];
      body[0] = (byte) i;
      messages.add(client.sendOneWay(body));
    }
    eventually(
        "the socket, the window and the queue are full",
        () -> client.snapshot().connections().get(0).pendingBytes() > 0);
    peer.stopListening();
    client.closeNow();
    List<Delivery> deliveries =
        messages.stream()
            .map(each -> each.isCompletedExceptionally() ? oneWayDelivery(each) : Delivery.UNKNOWN)
            .toList();
    readToTheEnd();

    Set<Integer> seen =
        peer.oneWays.stream().map(body -> (int) body[0]).collect(Collectors.toSet());
    for (int i = 0; i < CHUNKS; i++) {
      assertThat(seen.contains(i) && deliveries.get(i) == Delivery.NOT_SENT).as("%d", i).isFalse();
    }
    assertThat(deliveries.get(CHUNKS - 1)).isEqualTo(Delivery.NOT_SENT);
  }

  /** What depends on the future of a call has its failure wrapped. */
  private static Delivery oneWayDelivery(CompletableFuture<Void> message) {
    return ((BelayException) message.handle((nothing, failure) -> failure).join()).delivery();
  }
}
