package io.belay.client.protocol;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.ReconnectOptions;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Delivery;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.CloseReason;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A protocol that throws wherever it can: that costs a connection, and never the client. */
@Timeout(60)
class HostileProtocolTest {
  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .reconnect(ReconnectOptions.DEFAULT.withMinBackoff(Duration.ofMillis(1)));
  }

  @ParameterizedTest
  @EnumSource(Thrower.Place.class)
  void aProtocolThatThrowsMustCostAConnectionAndNotTheClient(Thrower.Place place) {
    Events events = new Events();
    Thrower protocol = new Thrower(place);
    try (BelayClient<ByteBuf, ByteBuf> client = builder().build(protocol, events)) {
      eventually("the connection ended", () -> !events.failures.isEmpty());
      assertThat(protocol.thrown).hasValue(1);
      assertThat(events.failures.peek())
          .isInstanceOf(ProtocolViolationException.class)
          .hasMessageContaining(place.name());

      ByteBuf answer = client.send(Unpooled.copiedBuffer(new byte[] {1}));
      assertThat(answer.readableBytes()).isEqualTo(1);
      answer.release();
    }
  }

  @Test
  void aProtocolThatDeclaresNothingMustBeRefusedByName() {
    Protocol<ByteBuf, ByteBuf> undeclared =
        new Thrower(Thrower.Place.READ) {
          @SuppressWarnings("NullAway") // That is what it is about.
          @Override
          public Correlation correlation() {
            return null;
          }
        };
    assertThatThrownBy(() -> builder().build(undeclared))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("correlation");
  }

  @Test
  void optionsOfTheFramedProtocolMustBeRefusedByName() {
    Thrower other = new Thrower(Thrower.Place.READ);
    assertRefused("wire", builder().wire(WireOptions.DEFAULT), other);
    assertRefused("clientId", builder().clientId(UUID.randomUUID()), other);
    assertRefused("listener", builder().listener(new ClientListener<>() {}), other);
  }

  private static void assertRefused(String option, BelayClientBuilder builder, Thrower protocol) {
    assertThatThrownBy(() -> builder.build(protocol))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(option + ": ");
  }

  @Test
  void anAnswerThatNobodyWaitsForMustBeReleased() {
    Thrower protocol = new Thrower(null);
    try (BelayClient<ByteBuf, ByteBuf> client = builder().build(protocol)) {
      client.warmUp().join();
      ByteBuf request = Unpooled.copiedBuffer(new byte[] {1});
      peer.onRequest = ScriptedPeer.OnRequest.HOLD;
      CompletableFuture<ByteBuf> given = client.sendAsync(request);
      eventually("it was sent", () -> peer.heldCount() == 1);
      given.cancel(false);
      peer.answerHeld();
      peer.onRequest = ScriptedPeer.OnRequest.ECHO;
      ByteBuf kept = client.send(request);
      assertThat(kept.refCnt()).isEqualTo(1);
      kept.release();
      eventually(
          "the late answer came, and was released",
          () ->
              protocol.answers.size() == 2
                  && protocol.answers.stream().allMatch(answer -> answer.refCnt() == 0));
      assertThat(request.refCnt()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerThatTheRetryRejectsMustBeReleased() {
    Thrower protocol = new Thrower(null);
    RetryConfig pickier =
        RetryConfig.custom()
            .maxAttempts(2)
            .waitDuration(Duration.ofMillis(1))
            .retryOnResult(answer -> true)
            .build();
    try (BelayClient<ByteBuf, ByteBuf> client = builder().retry(pickier).build(protocol)) {
      ByteBuf second =
          client.send(
              Unpooled.copiedBuffer(new byte[] {1}), RequestOptions.DEFAULT.withIdempotent(true));
      assertThat(protocol.answers).extracting(ByteBuf::refCnt).containsExactlyInAnyOrder(0, 1);
      assertThat(second.refCnt()).isEqualTo(1);
      second.release();
    }
  }

  @Test
  void aRequestOnAConnectionThatAProtocolBreaksMustFailTyped() {
    Thrower protocol = new Thrower(Thrower.Place.READ);
    protocol.armed = false;
    try (BelayClient<ByteBuf, ByteBuf> client = builder().build(protocol)) {
      client.warmUp().join();
      protocol.armed = true;
      ProtocolViolationException failure =
          catchThrowableOfType(
              ProtocolViolationException.class,
              () -> client.send(Unpooled.copiedBuffer(new byte[] {1})));
      assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(failure.getCause()).hasMessage("READ");
    }
  }

  private static final class Events implements ClientListener<ByteBuf, ByteBuf> {
    final Queue<BelayException> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
      failures.add(failure);
    }

    @Override
    public void connectionClosed(
        Endpoint endpoint,
        ConnectionDetails connection,
        CloseReason reason,
        Optional<BelayException> failure) {
      failure.ifPresent(failures::add);
    }
  }
}
