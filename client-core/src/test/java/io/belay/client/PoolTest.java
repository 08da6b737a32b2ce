package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerClosedException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.codec.FrameEncoder;
import io.belay.codec.GoAway;
import io.belay.codec.GoAwayReason;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.TcpKeepAlive;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections are held, over real sockets. */
@Timeout(60)
class PoolTest {
  private static final byte[] REQUEST = {1, 2, 3};

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder().endpoint("127.0.0.1", peer.port());
  }

  /** Writes down what it is told. */
  private static final class Recorder implements ClientListener<byte[], byte[]> {
    final Queue<String> events = new ConcurrentLinkedQueue<>();
    final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
    final Queue<BelayConnection<byte[], byte[]>> ready = new ConcurrentLinkedQueue<>();

    @Override
    public void connectStarted(Endpoint endpoint, String connectionId) {
      events.add("started " + connectionId);
    }

    @Override
    public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
      events.add("failed " + connectionId);
    }

    @Override
    public void connectionReady(BelayConnection<byte[], byte[]> connection) {
      events.add("ready " + connection.details().id());
      ready.add(connection);
    }

    @Override
    public void connectionClosed(
        Endpoint endpoint,
        ConnectionDetails connection,
        CloseReason reason,
        Optional<BelayException> failure) {
      events.add("closed " + connection.id() + " " + reason);
    }

    @Override
    public void message(BelayConnection<byte[], byte[]> connection, int type, byte[] body) {
      messages.add(body);
    }
  }

  @Test
  void theMinimumMustBeOpenedWithoutBeingAskedAndKept() {
    try (BelayClient<byte[], byte[]> client =
        builder().pool(PoolOptions.DEFAULT.withMinConnections(3)).build()) {
      client.warmUp().join();
      assertThat(client.snapshot().connections()).hasSize(3);
      peer.closeAll();
      eventually("three new ones", () -> peer.accepted.get() == 6);
      client.warmUp().join();
      assertThat(client.snapshot().connections()).hasSize(3);
    }
  }

  @Test
  void thePoolMustGrowToItsMaximumWhenAllAreFull() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions pool = PoolOptions.DEFAULT.withMaxConnections(3).withMaxInFlight(2);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(client.sendAsync(REQUEST));
      }
      eventually("six are at the peer", () -> peer.heldCount() == 6);
      assertThat(client.snapshot().connections()).hasSize(3);
      eventually("four wait", () -> client.snapshot().waiting() == 4);

      peer.onRequest = OnRequest.ECHO;
      peer.answerHeld();
      answers.forEach(answer -> assertThat(answer.join()).isEqualTo(REQUEST));
      assertThat(peer.accepted.get()).isEqualTo(3);
    }
  }

  @Test
  void aLostConnectionMustBeDialledAgain() {
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().listener(recorder).build()) {
      client.send(REQUEST);
      peer.resetAll();
      eventually("a second one is ready", () -> recorder.ready.size() == 2);
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
    assertThat(recorder.events).anyMatch(event -> event.endsWith("RESET"));
  }

  @Test
  void aPeerThatWantsToBeLeftAloneMustNotBeDialledBefore() {
    Duration retryAfter = Duration.ofSeconds(2);
    RequestOptions hasty = RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      long start = System.nanoTime();
      ByteBuf out = Unpooled.buffer();
      FrameEncoder.writeGoAway(
          out, new GoAway(1, GoAwayReason.DRAINING, retryAfter.toMillis(), "maintenance"));
      peer.sendToAll(out);
      eventually("the client has left", () -> peer.channels.isEmpty());
      PeerClosedException failure =
          catchThrowableOfType(PeerClosedException.class, () -> client.send(REQUEST, hasty));
      assertThat(failure.goAway().orElseThrow().retryAfter()).isEqualTo(retryAfter);

      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(retryAfter);
      assertThat(peer.accepted.get()).isEqualTo(2);
    }
  }

  @Test
  void anOldConnectionMustBeReplacedThenRetiredWithAGoAway() {
    PoolOptions pool =
        PoolOptions.DEFAULT.withLifetime(Duration.ofSeconds(1)).withMaxConnections(1);
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).listener(recorder).build()) {
      client.send(REQUEST);
      eventually(
          "the first is retired",
          () -> recorder.events.stream().anyMatch(event -> event.endsWith("RETIRED")));
      List<String> order = List.copyOf(recorder.events);
      String second = order.get(3).replace("ready ", "");
      assertThat(order.subList(0, 5))
          .as("ready before the other is closed")
          .contains("ready " + second);
      assertThat(peer.goAways).isNotEmpty();
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void anIdleConnectionAboveTheMinimumMustBeRetired() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions pool =
        PoolOptions.DEFAULT.withIdleTimeout(Duration.ofSeconds(1)).withMaxInFlight(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(client.sendAsync(REQUEST));
      }
      eventually("three are at the peer", () -> peer.heldCount() == 3);
      peer.answerHeld();
      answers.forEach(CompletableFuture::join);

      eventually("one is left", () -> client.snapshot().connections().size() == 1);
      eventually("at the peer too", () -> peer.channels.size() == 1);
    }
  }

  @Test
  void everyStartMustHaveExactlyOneEnd() {
    Recorder recorder = new Recorder();
    BelayClient<byte[], byte[]> client =
        builder().listener(recorder).pool(PoolOptions.DEFAULT.withMinConnections(2)).build();
    client.warmUp().join();
    peer.resetAll();
    eventually("four have been ready", () -> recorder.ready.size() == 4);
    peer.stopListening();
    peer.closeAll();
    eventually(
        "a connect fails",
        () -> recorder.events.stream().anyMatch(event -> event.startsWith("failed")));
    client.close();

    Set<String> started = new HashSet<>();
    Set<String> ready = new HashSet<>();
    for (String event : recorder.events) {
      String[] words = event.split(" ", -1);
      switch (words[0]) {
        case "started" -> assertThat(started.add(words[1])).as(event).isTrue();
        case "ready" -> {
          assertThat(started.remove(words[1])).as(event).isTrue();
          assertThat(ready.add(words[1])).as(event).isTrue();
        }
        case "failed" -> assertThat(started.remove(words[1])).as(event).isTrue();
        default -> assertThat(ready.remove(words[1])).as(event).isTrue();
      }
    }
    assertThat(started).isEmpty();
    assertThat(ready).isEmpty();
  }

  @Test
  void aListenerThatThrowsMustDisturbNothing() {
    ClientListener<byte[], byte[]> hostile =
        new ClientListener<>() {
          @Override
          public void connectStarted(Endpoint endpoint, String connectionId) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            throw new IllegalStateException("on purpose");
          }
        };
    try (BelayClient<byte[], byte[]> client = builder().listener(hostile).build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @Test
  void aUserMustBeAbleToSetUpEachNewConnection() {
    List<CompletableFuture<byte[]>> logins = new ArrayList<>();
    ClientListener<byte[], byte[]> subscriber =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            logins.add(connection.sendAsync(new byte[] {42}));
          }
        };
    try (BelayClient<byte[], byte[]> client =
        builder().listener(subscriber).pool(PoolOptions.DEFAULT.withMaxConnections(1)).build()) {
      client.send(REQUEST);
      assertThat(logins.get(0).join()).containsExactly(42);
    }
  }

  @Test
  void messagesInBothDirectionsMustArrive() {
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().listener(recorder).build()) {
      client.sendOneWay(new byte[] {5}).join();
      eventually("it is at the peer", () -> !peer.oneWays.isEmpty());
      assertThat(peer.oneWays.peek()).containsExactly(5);

      ByteBuf out = Unpooled.buffer();
      FrameEncoder.writeOneWay(out, new byte[] {6});
      FrameEncoder.writeApplication(out, 1000, new byte[] {7});
      peer.sendToAll(out);
      eventually("both came", () -> recorder.messages.size() == 2);
      assertThat(recorder.messages).containsExactly(new byte[] {6}, new byte[] {7});
    }
  }

  @Test
  void aPausedConnectionMustNotReadUntilItIsResumed() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client =
        builder().eventLoopGroup(group).listener(recorder).build()) {
      client.send(REQUEST);
      BelayConnection<byte[], byte[]> connection = recorder.ready.peek();
      connection.pause();
      group.submit(() -> {}).sync();
      CompletableFuture<byte[]> held = client.sendAsync(REQUEST);
      eventually("the peer has answered", () -> peer.requests.get() == 2);
      assertThat(client.snapshot().inFlight()).isEqualTo(1);
      connection.resume();

      assertThat(held.join()).isEqualTo(REQUEST);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void moreBytesThanOneConnectionMayHoldMustWaitOrGoElsewhere() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(client.sendAsync(new byte[1_000_000]));
      }
      answers.forEach(answer -> assertThat(answer.join()).hasSize(1_000_000));
      assertThat(peer.accepted.get()).isBetween(2, 4);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void socketOptionsMustBeAppliedAndReadBack(Transport transport) {
    try (BelayClient<byte[], byte[]> client =
        builder()
            .transport(transport)
            .keepAlive(new TcpKeepAlive(Duration.ofSeconds(7), Duration.ofSeconds(2), 5))
            .build()) {
      client.warmUp().join();
      ClientSnapshot snapshot = client.snapshot();
      List<OptionInForce> options = snapshot.connections().get(0).options();

      assertThat(options)
          .contains(
              new OptionInForce("TCP_KEEPIDLE", "7", Optional.of("7")),
              new OptionInForce("TCP_KEEPINTVL", "2", Optional.of("2")),
              new OptionInForce("TCP_KEEPCNT", "5", Optional.of("5")));
      OptionInForce userTimeout =
          options.stream()
              .filter(option -> option.name().equals("TCP_USER_TIMEOUT"))
              .findFirst()
              .orElseThrow();
      assertThat(userTimeout.differs()).isEqualTo(snapshot.transport() == Transport.NIO);
    }
  }

  @Test
  void severalEndpointsMustServeWhenOneIsDown() {
    try (ScriptedPeer down = new ScriptedPeer()) {
      down.stopListening();
      try (BelayClient<byte[], byte[]> client =
          BelayClient.builder()
              .endpoint("127.0.0.1", down.port())
              .endpoint("127.0.0.1", peer.port())
              .build()) {
        for (int i = 0; i < 100; i++) {
          assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
        }
      }
    }
  }

  @Test
  void warmUpMustFailWithTheConnectFailure() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client =
        builder().connectTimeout(Duration.ofMillis(300)).build()) {
      assertThatThrownBy(() -> client.warmUp().join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ConnectionRefusedException.class);
    }
  }

  @Test
  void aGroupOfTheUsersMustNotBeClosed() {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      BelayClient<byte[], byte[]> client = builder().eventLoopGroup(group).build();
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(client.snapshot().transport()).isEqualTo(Transport.NIO);
      client.close();
      assertThat(group.isShuttingDown()).isFalse();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void aCallbackExecutorMustGetEveryCompletion() {
    Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
    try (BelayClient<byte[], byte[]> client = builder().callbackExecutor(handed::add).build()) {
      CompletableFuture<byte[]> answer = client.sendAsync(REQUEST);
      eventually("the completion is handed over", () -> handed.size() == 1);
      assertThat(answer).isNotDone();
      handed.remove().run();
      assertThat(answer.join()).isEqualTo(REQUEST);
    }
  }

  @Test
  void closingMustLeaveNoThreadBehind() {
    BelayClient<byte[], byte[]> client = builder().name("gone").build();
    client.send(REQUEST);
    client.close();

    eventually(
        "its threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("belay-gone")));
  }

  @Test
  void aLargeMinimumMustWarmUpWithinTheConnectTimeout() {
    PoolOptions pool = PoolOptions.DEFAULT.withMaxConnections(40).withMinConnections(40);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      assertThat(client.warmUp()).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void retiringTheIdleMustStopAtTheMinimum() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions pool =
        PoolOptions.DEFAULT.withIdleTimeout(Duration.ofSeconds(1)).withJitter(0).withMaxInFlight(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(client.sendAsync(REQUEST));
      }
      eventually("three are at the peer", () -> peer.heldCount() == 3);
      peer.answerHeld();
      answers.forEach(CompletableFuture::join);
      int opened = peer.accepted.get();
      eventually("one is left", () -> peer.channels.size() == 1);

      assertThat(peer.accepted.get()).as("none was dialled anew").isEqualTo(opened);
    }
  }

  @Test
  void connectionsOfOneAgeMustBeReplacedOneByOne() {
    PoolOptions pool =
        PoolOptions.DEFAULT.withMinConnections(3).withLifetime(Duration.ofSeconds(2)).withJitter(0);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      client.warmUp().join();
      eventually(
          "all are replaced",
          () -> {
            assertThat(client.snapshot().endpoints().get(0).ready()).isGreaterThanOrEqualTo(3);
            return client.snapshot().endpoints().get(0).closed() >= 3;
          });
    }
  }

  @Test
  void aRequestThatARetiredConnectionDidNotFinishMustNotBlameTheClient() {
    peer.onRequest = OnRequest.HOLD;
    PoolOptions pool =
        PoolOptions.DEFAULT
            .withLifetime(Duration.ofSeconds(1))
            .withDrain(Duration.ofMillis(100))
            .withMaxConnections(1);
    try (BelayClient<byte[], byte[]> client = builder().pool(pool).build()) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);

      assertThatThrownBy(request::join)
          .cause()
          .isInstanceOfSatisfying(
              BelayException.class,
              failure -> {
                assertThat(failure).isNotInstanceOf(ClientClosedException.class);
                assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
              });
    }
  }

  @Test
  void oneHealthyConnectionMustNotResetTheBackoffOfThoseThatFail() {
    PoolOptions pool = PoolOptions.DEFAULT.withMinConnections(1);
    ReconnectOptions reconnect = ReconnectOptions.DEFAULT.withStableAfter(Duration.ZERO);
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client =
        builder().pool(pool.withMaxInFlight(1)).reconnect(reconnect).build()) {
      client.sendAsync(REQUEST);
      eventually("it is at the peer", () -> peer.heldCount() == 1);
      peer.stopListening();
      client.sendAsync(REQUEST);
      eventually(
          "the rests grow beyond two seconds",
          () -> client.snapshot().endpoints().get(0).rests().compareTo(Duration.ofSeconds(2)) > 0);
      client.closeNow();
    }
  }

  @Test
  void aClosedConnectionMustTellNothingMore() {
    Recorder recorder = new Recorder();
    try (BelayClient<byte[], byte[]> client = builder().listener(recorder).build()) {
      client.send(REQUEST);
      ByteBuf out = Unpooled.buffer();
      FrameEncoder.writeResponse(out, 99, REQUEST);
      FrameEncoder.writeOneWay(out, REQUEST);
      peer.sendToAll(out);
      eventually("the violator was replaced", () -> recorder.ready.size() == 2);

      assertThat(recorder.messages).isEmpty();
    }
  }
}
