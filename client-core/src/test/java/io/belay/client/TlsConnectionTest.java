package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerSilentException;
import io.belay.client.peer.ScriptedPeer.OnPing;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.client.peer.SlowPath;
import io.belay.client.peer.TestCertificates;
import io.belay.codec.FrameEncoder;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.LivenessState;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections under TLS live and end: no slower, and no less truthful, than without. */
@Timeout(60)
class TlsConnectionTest extends OverTls {
  private static final int CHUNK = 16 << 10;
  private static final Heartbeat FAST =
      new Heartbeat(Duration.ofMillis(300), Duration.ofMillis(200), 2);

  private static BelayException failureOf(CompletableFuture<?> future) throws Exception {
    try {
      future.get(40, TimeUnit.SECONDS);
      throw new AssertionError("answered");
    } catch (ExecutionException e) {
      return (BelayException) e.getCause();
    }
  }

  /** Requests that are each told by their first byte. */
  private static List<CompletableFuture<byte[]>> sendChunks(
      BelayClient<byte[], byte[]> client, int count) {
    List<CompletableFuture<byte[]>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[CHUNK];
      body[0] = (byte) i;
      // One that was not sent goes elsewhere, and there is nowhere else.
      futures.add(client.sendAsync(body, RequestOptions.DEFAULT.withFailFast(true)));
    }
    return futures;
  }

  private void peerMustHaveSeenAReset() {
    peer.reading(true);
    eventually(
        "the peer's socket was reset",
        () ->
            peer.failures.stream().anyMatch(each -> "Connection reset".equals(each.getMessage())));
    assertThat(peer.closeNotifies).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCloseMustSayCloseNotifyToAPeerThatKnowsNoGoAway(Transport transport) {
    peer.sayHello = false;
    try (BelayClient<byte[], byte[]> client = builder().transport(transport).build()) {
      client.send(REQUEST);
    }

    eventually("close_notify came", () -> peer.closeNotifies.get() == 1);
    assertThat(peer.failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatClosesFirstMustBeNoFailure(Transport transport) {
    Queue<BelayException> failures = new ConcurrentLinkedQueue<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionClosed(
              Endpoint endpoint,
              io.belay.client.error.ConnectionDetails connection,
              io.belay.heartbeat.CloseReason reason,
              java.util.Optional<BelayException> failure) {
            failure.ifPresent(failures::add);
          }
        };
    try (BelayClient<byte[], byte[]> client =
        builder().transport(transport).listener(listener).build()) {
      client.send(REQUEST);
    }

    assertThat(peer.goAways).hasSize(1);
    assertThat(failures).isEmpty();
    assertThat(peer.failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anAbortMustNotWaitForAFullSendBuffer(Transport transport) throws Exception {
    BelayClient<byte[], byte[]> client = builder().transport(transport).build();
    client.send(REQUEST);
    peer.reading(false);
    CompletableFuture<byte[]> request = client.sendAsync(new byte[7 << 20]);
    eventually("it was sent", () -> client.snapshot().connections().get(0).inFlight() == 1);
    client.closeNow();

    assertThat(failureOf(request).delivery()).isEqualTo(Delivery.UNKNOWN);
    peerMustHaveSeenAReset();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatReadsNothingMustBeFoundSilentAndItsSocketReset(Transport transport)
      throws Exception {
    try (BelayClient<byte[], byte[]> client =
        builder().transport(transport).heartbeat(FAST).build()) {
      client.send(REQUEST);
      peer.onPing = OnPing.IGNORE;
      peer.reading(false);
      CompletableFuture<byte[]> request = client.sendAsync(new byte[7 << 20]);

      PeerSilentException failure = (PeerSilentException) failureOf(request);
      Duration promised = failure.verdict().bound().plusMillis(100);
      assertThat(failure.verdict().silence().minus(failure.verdict().forgiven()))
          .as("%s", failure)
          .isLessThanOrEqualTo(promised);
      peerMustHaveSeenAReset();
    }
  }

  @Test
  void aRecordThatArrivesSlowlyMustCountAsALifeSign() throws Exception {
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis(500), Duration.ofMillis(300), 3);
    Queue<LivenessState> states = new ConcurrentLinkedQueue<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void message(BelayConnection<byte[], byte[]> connection, int type, byte[] body) {
            states.add(LivenessState.HEALTHY);
          }
        };
    try (SlowPath path = new SlowPath(peer.port());
        BelayClient<byte[], byte[]> client =
            builder(path.port()).heartbeat(heartbeat).listener(listener).build()) {
      client.send(REQUEST);
      peer.onPing = OnPing.IGNORE;
      path.millisPerPiece = 150;
      // One record of 16 pieces: 2.4 s, where 1.4 s of silence are death.
      ByteBuf message = Unpooled.buffer();
      FrameEncoder.writeOneWay(message, new byte[CHUNK - FrameEncoder.HEADER_BYTES]);
      peer.sendToAll(message);
      eventually("the message came", () -> !states.isEmpty());

      assertThat(peer.accepted).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatWasEncryptedMustBeUnknownAndWhatWaitedUnsent(Transport transport) throws Exception {
    try (BelayClient<byte[], byte[]> client =
        builder().transport(transport).retry(RetryConfig.custom().maxAttempts(1).build()).build()) {
      client.send(REQUEST);
      peer.reading(false);
      // More than the kernel and the window take.
      CompletableFuture<byte[]> first = client.sendAsync(new byte[7 << 20]);
      List<CompletableFuture<byte[]>> others = sendChunks(client, 5);
      // Those that wait prove that the first was handed over; in flight it is before that.
      eventually(
          "they wait", () -> client.snapshot().connections().get(0).pendingBytes() >= 5L * CHUNK);
      peer.stopListening();
      peer.resetAll();

      assertThat(failureOf(first).delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(failureOf(others.get(4)).delivery()).isEqualTo(Delivery.NOT_SENT);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatThePeerHasReadMustNeverBeCalledUnsent(Transport transport) throws Exception {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client =
        builder().transport(transport).retry(RetryConfig.custom().maxAttempts(1).build()).build()) {
      client.warmUp().join();
      List<CompletableFuture<byte[]>> requests = sendChunks(client, 100);
      eventually("some were read", () -> peer.heldCount() >= 3);
      peer.stopListening();
      peer.resetAll();

      List<Integer> read = peer.heldBodies().stream().map(body -> (int) body[0]).toList();
      for (int i = 0; i < requests.size(); i++) {
        Delivery delivery = failureOf(requests.get(i)).delivery();
        assertThat(read.contains(i) && delivery == Delivery.NOT_SENT).as("%d", i).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theNextConnectionMustResumeTheSession(String protocol) {
    peer.tls = TestCertificates.serverContext(TestCertificates.SERVER, protocol);
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      SSLSession first = session();
      eventually("time passes", () -> System.currentTimeMillis() > first.getCreationTime());
      closeWhatStands(client);
      client.send(REQUEST);

      assertThat(session().getProtocol()).isEqualTo(protocol);
      assertThat(session().getCreationTime()).isEqualTo(first.getCreationTime());
      assertThat(peer.accepted).hasValue(2);
    }
  }

  /** Not before the client knows may it send: what dies with a connection is not sent again. */
  private void closeWhatStands(BelayClient<byte[], byte[]> client) {
    long before = client.snapshot().endpoints().get(0).closed();
    peer.closeAll();
    eventually("it is missed", () -> client.snapshot().endpoints().get(0).closed() > before);
  }

  private SSLSession session() {
    eventually("one connection is left", () -> peer.channels.size() == 1);
    return peer.channels.get(0).pipeline().get(SslHandler.class).engine().getSession();
  }

  @Test
  void passwordsMustNotBePrinted() {
    TlsOptions secret =
        TlsOptions.DEFAULT
            .withTrust(TlsTrust.keyStore(trustFile(), "hush"))
            .withIdentity(TlsIdentity.pem(trustFile(), trustFile(), "hush"));
    assertThat(
            Arrays.asList(secret.toString(), TlsIdentity.keyStore(trustFile(), "hush").toString()))
        .noneMatch(text -> text.contains("hush"));
  }
}
