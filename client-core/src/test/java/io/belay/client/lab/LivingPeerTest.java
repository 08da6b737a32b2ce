package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayConnection;
import io.belay.client.Transport;
import io.belay.codec.WireOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A living peer is never declared dead, by neither end, whatever goes wrong at ours. */
@InLivenessLab
class LivingPeerTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  private static final Duration BOUND = Proof.HEARTBEAT.worstCaseDetection();

  /** Where each of them moves megabytes, and the machine is to be no bottleneck. */
  private static final int FEW = Math.min(Proof.CONNECTIONS, 20);

  private static final Duration STOP = Duration.ofSeconds(Proof.LONG ? 30 : 2);
  private static final Duration LONGER_THAN_THE_BOUND = BOUND.plusSeconds(2);

  @BeforeEach
  void awaitTurn() {
    Proof.AT_ONCE.acquireUninterruptibly();
  }

  @AfterEach
  void giveTurn() {
    Proof.AT_ONCE.release();
  }

  @Test
  void aStoppedClientMustLoseNothing() {
    try (LivingServer server = new LivingServer(STOP.plusSeconds(20));
        ClientProcess client = new ClientProcess(server.port(), Proof.CONNECTIONS)) {
      for (int round = 0; round < 2 * Proof.ROUNDS; round++) {
        client.signal("STOP");
        pass(STOP);
        client.signal("CONT");
        pass(ClientProgram.HEARTBEAT.worstCaseDetection().multipliedBy(2));
      }
      nothingEnded("client stopped for " + STOP.toSeconds() + " s", server, client);
    }
  }

  @Test
  void aStarvedClientMustLoseNothing() {
    List<Process> busy = new ArrayList<>();
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        ClientProcess client =
            new ClientProcess(server.port(), Proof.CONNECTIONS, "nice", "-n", "19")) {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(Command.start("sh", "-c", "while :; do :; done"));
      }
      pass(Duration.ofSeconds(Proof.LONG ? 60 : 6));
      nothingEnded("client starved of CPU", server, client);
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void anEventLoopThatATaskOrAHandlerBlocksMustLoseNothing(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        WatchedClient client = client(transport, server, WireOptions.DEFAULT)) {
      for (int i = 0; i < 2 * Proof.ROUNDS; i++) {
        // A future's dependents run on the event loop, as handlers do.
        List<CompletableFuture<Void>> blocked = new ArrayList<>();
        for (BelayConnection<byte[], byte[]> connection : client.connections.values()) {
          blocked.add(connection.sendAsync(new byte[8]).thenAccept(answer -> pass(blockTime())));
        }
        blocked.forEach(CompletableFuture::join);
      }
      pass(LONGER_THAN_THE_BOUND);
      nothingEnded("event loop blocked", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aClientThatOnlyListensMustNotBeReaped(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofSeconds(4));
        WatchedClient client = client(transport, server, WireOptions.DEFAULT)) {
      server.pushEvery(Duration.ofMillis(100));
      pass(LONGER_THAN_THE_BOUND.multipliedBy(Proof.ROUNDS));
      nothingEnded("client only listens, reaped at 4 s", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aLargeFrameThatArrivesSlowlyIsLife(Transport transport) {
    int frame = Proof.LONG ? 4 << 20 : 1 << 20;
    WireOptions wire = WireOptions.DEFAULT.withMaxPayload(64 << 20);
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2), wire, 0, Optional.empty());
        WatchedClient client = client(transport, server, wire, FEW)) {
      server.trickle(frame, 5 << 10, Duration.ofMillis(100));
      pass(Duration.ofSeconds(frame / (50 << 10)));
      nothingEnded("a frame of " + (frame >> 20) + " MiB at 50 KiB/s", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void anUploadToASlowReaderMustNotBeCut(Transport transport) {
    int megabytes = Proof.LONG ? 20 : 6;
    try (LivingServer server =
            new LivingServer(
                Duration.ofMinutes(2), WireOptions.DEFAULT, 1 << 20, Optional.empty());
        WatchedClient client = client(transport, server, WireOptions.DEFAULT, FEW)) {
      byte[] quarter = new byte[256 << 10];
      for (int half = 0; half < 2; half++) {
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (BelayConnection<byte[], byte[]> connection : client.connections.values()) {
          for (int i = 0; i < 2 * megabytes; i++) {
            answers.add(connection.sendAsync(quarter));
          }
        }
        answers.forEach(CompletableFuture::join);
      }
      nothingEnded("an upload of " + megabytes + " MiB to a reader of 1 MiB/s", server, client);
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aConnectionThatItsUserPausesMustNotBeCondemned(Transport transport) {
    try (LivingServer server = new LivingServer(Duration.ofMinutes(2));
        WatchedClient client = client(transport, server, WireOptions.DEFAULT)) {
      client.connections.values().forEach(BelayConnection::pause);
      pass(LONGER_THAN_THE_BOUND.multipliedBy(Proof.LONG ? 10 : 1));
      client.connections.values().forEach(BelayConnection::resume);
      client.connections.values().forEach(each -> each.sendAsync(new byte[8]).join());
      nothingEnded("reading paused", server, client);
    }
  }

  private static Duration blockTime() {
    // All of them together block a loop for longer than the bound, one at a time and without end.
    return LONGER_THAN_THE_BOUND.dividedBy(Proof.CONNECTIONS).multipliedBy(2);
  }

  private static void nothingEnded(String scenario, LivingServer server, WatchedClient client) {
    Proof.measured(
        scenario,
        client.transport,
        client.connections.size(),
        "ended " + client.ended.size(),
        client.stalled().toMillis() + " ms stalled");
    assertThat(client.ended).as(scenario).isEmpty();
    assertThat(server.closed).as(scenario).isEmpty();
  }

  private static void nothingEnded(String scenario, LivingServer server, ClientProcess client) {
    for (String line : client.tell()) {
      String transport = line.substring(0, line.indexOf(' '));
      Proof.measured(scenario, Transport.valueOf(transport), Proof.CONNECTIONS, line);
      assertThat(line).as(scenario).contains("ended 0 ");
    }
    assertThat(server.closed).as(scenario).isEmpty();
  }

  private static WatchedClient client(Transport transport, LivingServer server, WireOptions wire) {
    return client(transport, server, wire, Proof.CONNECTIONS);
  }

  private static WatchedClient client(
      Transport transport, LivingServer server, WireOptions wire, int connections) {
    WatchedClient client =
        new WatchedClient(
            transport, "127.0.0.1", server.port(), connections, options -> options.wire(wire));
    client.awaitReady();
    return client;
  }

  /** Time itself is the condition here: that nothing happens while it passes. */
  private static void pass(Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      LockSupport.parkNanos(time.toNanos() - (System.nanoTime() - start));
    }
  }
}
