package io.belay.client.lab;

import io.belay.client.BelayClientBuilder;
import io.belay.client.BelayConnection;
import io.belay.client.Transport;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A living peer is never declared dead, by neither end, whatever goes wrong at ours. */
@InLivenessLab
class LivingPeerTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  private static final Duration LONGER_THAN_THE_BOUND =
      Proof.HEARTBEAT.worstCaseDetection().plusSeconds(2);

  private final Proof.Turn turn = Proof.turn();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void anEventLoopThatAHandlerBlocksMustLoseNothing(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        WatchedClient client = client(transport, server)) {
      for (int i = 0; i < 2 * Proof.ROUNDS; i++) {
        // A future's dependents run on the event loop, as handlers do.
        List<CompletableFuture<Void>> blocked = new ArrayList<>();
        for (BelayConnection<byte[], byte[]> connection : client.connections.values()) {
          blocked.add(
              connection.sendAsync(new byte[8]).thenAccept(answer -> Proof.pass(handlerTime())));
        }
        blocked.forEach(CompletableFuture::join);
      }
      Proof.pass(LONGER_THAN_THE_BOUND);
      NothingEnded.check("event loops blocked by handlers", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void anEventLoopThatATaskBlocksMustLoseNothing(Transport transport) throws Exception {
    EventLoopGroup group = LabTransports.newGroup(transport, 2);
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        WatchedClient client = client(transport, server, with -> with.eventLoopGroup(group))) {
      for (int i = 0; i < Proof.ROUNDS; i++) {
        group.forEach(loop -> loop.execute(() -> Proof.pass(LONGER_THAN_THE_BOUND)));
        Proof.pass(LONGER_THAN_THE_BOUND.multipliedBy(2));
      }
      NothingEnded.check("event loops blocked by tasks", server, client);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aClientThatOnlyListensMustNotBeReaped(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofSeconds(4));
        WatchedClient client = client(transport, server)) {
      server.pushEvery(Duration.ofMillis(100));
      Proof.pass(LONGER_THAN_THE_BOUND.multipliedBy(Proof.ROUNDS));
      NothingEnded.check("client only listens, reaped at 4 s", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aConnectionThatItsUserPausesMustNotBeCondemned(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        WatchedClient client = client(transport, server)) {
      server.pushEvery(Duration.ofMillis(100));
      client.connections.values().forEach(BelayConnection::pause);
      Proof.pass(LONGER_THAN_THE_BOUND.multipliedBy(Proof.LONG ? 10 : 1));
      client.connections.values().forEach(BelayConnection::resume);
      // The answers to its PINGs stand behind what it pushed.
      Proof.pass(LONGER_THAN_THE_BOUND);
      NothingEnded.check("reading paused", server, client);
    }
  }

  private static Duration handlerTime() {
    // All of them together block a loop for longer than the bound, one at a time and without end.
    return LONGER_THAN_THE_BOUND.dividedBy(Proof.LIVING).multipliedBy(2);
  }

  private static WatchedClient client(Transport transport, LivingServer server) {
    return client(transport, server, UnaryOperator.identity());
  }

  private static WatchedClient client(
      Transport transport, LivingServer server, UnaryOperator<BelayClientBuilder> options) {
    WatchedClient client =
        new WatchedClient(transport, "127.0.0.1", server.port(), Proof.LIVING, options);
    client.awaitReady();
    return client;
  }
}
