package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belay.client.peer.CapturedLog;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client logs, over real sockets. */
@Timeout(60)
class LogTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final ReconnectOptions FAST =
      new ReconnectOptions(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofSeconds(10));

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder(String name) {
    return BelayClient.builder()
        .name(name)
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .reconnect(FAST);
  }

  private static EndpointSnapshot endpoint(BelayClient<byte[], byte[]> client) {
    return client.snapshot().endpoints().get(0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anOutageMustBeALineAtItsBeginningAndALineAtItsEnd(Transport transport) {
    String name = "outage-" + transport;
    try (CapturedLog log = new CapturedLog(Level.INFO);
        BelayClient<byte[], byte[]> client = builder(name).transport(transport).build()) {
      client.warmUp().join();
      peer.stopListening();
      peer.resetAll();
      eventually("30 connects fail", () -> endpoint(client).failedConnects() >= 30);
      peer.listenAgain();
      eventually("it is back", () -> endpoint(client).ready() == 1);

      // NIO lacks a socket option, and says so.
      List<String> lines =
          log.lines(name).stream().filter(line -> !line.endsWith("said once")).toList();
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .matches(
              "WARN %s-1: to 127.0.0.1:\\d+ closed after \\d+ s, RESET: ConnectionReset.*"
                  .formatted(name));
      assertThat(lines.get(1))
          .matches(
              "WARN %s-2: 127.0.0.1:\\d+ is down: ConnectionRefusedException: .*ECONNREFUSED.*"
                  .formatted(name));
      assertThat(lines.get(2))
          .matches(
              "INFO %s-\\d+: 127.0.0.1:\\d+ is back after [\\d.]+ s and \\d+ failed connects"
                  .formatted(name));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void connectionsThatAreLostTogetherMustBeOneLine(Transport transport) {
    String name = "many-" + transport;
    try (CapturedLog log = new CapturedLog(Level.DEBUG);
        BelayClient<byte[], byte[]> client =
            builder(name)
                .transport(transport)
                .pool(PoolOptions.DEFAULT.withMaxConnections(50).withMinConnections(50))
                .build()) {
      client.warmUp().join();
      peer.resetAll();
      eventually("all are lost", () -> endpoint(client).closed() == 50);

      List<String> lost =
          log.lines(name).stream().filter(line -> line.contains(" s, RESET: ")).toList();
      assertThat(lost).hasSize(50);
      assertThat(lost.get(0)).startsWith("WARN ");
      assertThat(lost.subList(1, 50)).allMatch(line -> line.startsWith("DEBUG "));
    }
  }

  @Test
  void aConnectionThatThePeerEndsInOrderMustNotBeAWarning() {
    try (CapturedLog log = new CapturedLog(Level.INFO);
        BelayClient<byte[], byte[]> client = builder("orderly").build()) {
      client.send(REQUEST);
      peer.closeAll();
      eventually("it ended", () -> endpoint(client).closed() == 1);

      assertThat(log.lines("orderly"))
          .singleElement()
          .asString()
          .contains("INFO orderly-1: ", "PEER_CLOSED");
    }
  }

  @Test
  void nothingMustBeSaidOfWhatGoesAsItShould() {
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      try (BelayClient<byte[], byte[]> client = builder("well").build()) {
        client.send(REQUEST);
        peer.onRequest = OnRequest.FAIL;
        assertThat(client.sendAsync(REQUEST)).failsWithin(Duration.ofSeconds(5));
      }
      assertThat(log.lines("")).isEmpty();
    }
  }

  @Test
  void eachLineOfAConnectionMustBeginWithItsId() {
    try (CapturedLog log = new CapturedLog(Level.DEBUG)) {
      try (BelayClient<byte[], byte[]> client = builder("chatty").build()) {
        client.send(REQUEST);
      }
      assertThat(log.lines("chatty-1: "))
          .satisfiesExactly(
              ready -> assertThat(ready).contains("DEBUG", "ready after", "127.0.0.1:"),
              closed -> assertThat(closed).contains("DEBUG", "CLOSED_BY_USER"));
    }
  }

  @Test
  void aStallMustBeLoggedWithTheNameOfTheClient() {
    ClientListener<byte[], byte[]> blocker =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            long start = System.nanoTime();
            eventually("a second is over", () -> System.nanoTime() - start > 1_000_000_000L);
          }
        };
    try (CapturedLog log = new CapturedLog(Level.DEBUG);
        BelayClient<byte[], byte[]> client = builder("stuck").listener(blocker).build()) {
      eventually("it is noticed", () -> client.snapshot().stalled().toMillis() > 0);

      eventually("it is said", () -> !log.lines("stuck: an event loop did not run for ").isEmpty());
    }
  }

  @Test
  void whereEpollDoesNotLoadOneLineMustSayWhatItTakes() throws Exception {
    // A process, since it is decided once in each whether Netty's native libraries load.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dio.netty.transport.noNative=true",
                "-cp",
                System.getProperty("java.class.path"),
                TwoWithoutNatives.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(said.lines())
        .singleElement()
        .asString()
        .startsWith("INFO transport AUTO is NIO, since epoll does not load (")
        .contains("netty-transport-native-epoll")
        .contains("--add-modules io.netty.transport.epoll.linux.x86_64");
  }

  /** Runs in a process of its own. */
  static final class TwoWithoutNatives {
    private TwoWithoutNatives() {}

    /** Makes two clients, and says what they logged of their transports. */
    public static void main(String[] args) {
      try (CapturedLog log = new CapturedLog(Level.INFO)) {
        BelayClient.builder().endpoint("127.0.0.1", 1).build().closeNow();
        BelayClient.builder().endpoint("127.0.0.1", 1).build().closeNow();
        log.lines("transport ").forEach(System.out::println);
      }
    }
  }

  @Test
  void aListenerThatAlwaysThrowsMustNotFillTheLog() {
    AtomicInteger told = new AtomicInteger();
    ClientListener<byte[], byte[]> broken =
        new ClientListener<>() {
          @Override
          public void message(BelayConnection<byte[], byte[]> connection, int type, byte[] body) {
            told.incrementAndGet();
            throw new IllegalStateException("on purpose");
          }
        };
    try (CapturedLog log = new CapturedLog(Level.WARN);
        BelayClient<byte[], byte[]> client = builder("broken").listener(broken).build()) {
      client.send(REQUEST);
      for (int i = 0; i < 100; i++) {
        peer.sendToAll(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0, 0, 0, 0, 18}));
      }
      eventually("it was told of all", () -> told.get() == 100);
      client.send(REQUEST);

      // The 1st, 2nd, 4th ... 64th time.
      assertThat(log.lines("The client listener")).hasSize(7);
    }
  }
}
