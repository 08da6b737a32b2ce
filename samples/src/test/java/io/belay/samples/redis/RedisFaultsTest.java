package io.belay.samples.redis;

import static io.belay.samples.Eventually.eventually;
import static io.belay.samples.redis.RedisTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.PoolOptions;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.Delivery;
import io.belay.client.error.PeerSilentException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.VerdictClass;
import io.belay.samples.Witness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A redis-server that is stopped, slow, or restarted. */
@Timeout(60)
@EnabledIf(
    value = "io.belay.samples.redis.RedisTest#isInstalled",
    disabledReason = "redis-server is not installed")
class RedisFaultsTest {
  private static final Heartbeat HEARTBEAT =
      new Heartbeat(Duration.ofMillis(600), Duration.ofMillis(200), 3);
  // Two ticks, and a machine that does other things.
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final Witness<Command, Reply> witness = new Witness<>();
  private RedisServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = RedisServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", server.port)
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .heartbeat(HEARTBEAT);
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void aStoppedServerMustBeFoundWithinTheBoundWhileNothingIsAsked(Transport transport)
      throws Exception {
    try (BelayClient<Command, Reply> client =
        builder().transport(transport).build(new RedisProtocol(), witness)) {
      client.send(Command.of("SET", "a", "b"));
      server.freeze();
      long frozenNanos = System.nanoTime();

      eventually("the connection is closed", () -> !witness.closed.isEmpty());
      Witness.Closed end = witness.closed.remove();
      assertThat(end.reason()).isEqualTo(CloseReason.PEER_SILENT);
      assertThat(end.failure())
          .get()
          .isInstanceOfSatisfying(
              PeerSilentException.class,
              silent ->
                  assertThat(silent.verdict().verdictClass())
                      .isEqualTo(
                          transport == Transport.NIO
                              ? VerdictClass.UNKNOWN
                              : VerdictClass.PEER_HUNG));
      assertThat(Duration.ofNanos(end.atNanos() - frozenNanos))
          .isLessThan(HEARTBEAT.worstCaseDetection().plus(SLACK));

      server.thaw();
      assertThat(client.send(Command.of("GET", "a"))).hasToString("b");
    }
  }

  /**
   * While a command waits, nobody can tell a stopped server from a slow command. The command's own
   * timeout ends that; and with nobody waiting any more, the probe convicts.
   */
  @Test
  void aServerThatStopsWhileACommandWaitsMustBeFoundWhenTheCommandHasTimedOut() throws Exception {
    try (BelayClient<Command, Reply> client =
        builder().transport(Transport.EPOLL).build(new RedisProtocol(), witness)) {
      client.warmUp().join();
      server.freeze();
      CompletableFuture<Reply> waiting =
          client.sendAsync(
              Command.of("GET", "a"), RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(3)));

      // On the event loop, which may find the server before this thread runs again.
      CompletableFuture<Long> timedOut = waiting.handle((answer, failure) -> System.nanoTime());
      assertThat(failureOf(waiting))
          .isInstanceOf(RequestTimeoutException.class)
          .extracting(failure -> failure.delivery())
          .isEqualTo(Delivery.UNKNOWN);

      eventually("the connection is closed", () -> !witness.closed.isEmpty());
      Witness.Closed end = witness.closed.remove();
      assertThat(end.failure())
          .get()
          .isInstanceOfSatisfying(
              PeerSilentException.class,
              silent ->
                  assertThat(silent.verdict().verdictClass()).isEqualTo(VerdictClass.PEER_HUNG));
      // Twice the bound had passed by then.
      assertThat(Duration.ofNanos(end.atNanos() - timedOut.join()))
          .isGreaterThanOrEqualTo(Duration.ZERO)
          .isLessThan(HEARTBEAT.interval().plus(SLACK));
    }
  }

  @Test
  void aSlowCommandMustNotBeBlamedOnTheServer() throws Exception {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol(), witness)) {
      // Three times the bound.
      CompletableFuture<Reply> slow = client.sendAsync(Command.of("DEBUG", "SLEEP", "3.6"));
      CompletableFuture<Reply> behind = client.sendAsync(Command.of("ECHO", "patient"));

      assertThat(slow.join()).isEqualTo(new Reply.Status("OK"));
      assertThat(behind.join()).hasToString("patient");
      assertThat(client.send(Command.of("ECHO", "still here"))).hasToString("still here");
      assertThat(witness.closed).isEmpty();
      assertThat(witness.ready).hasValue(1);
    }
  }

  @Test
  void aServerThatIsRestartedMustBeConnectedToAgain() throws Exception {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol(), witness)) {
      assertThat(client.send(Command.of("ECHO", "before"))).hasToString("before");
      server.restart();

      assertThat(client.send(Command.of("ECHO", "after"))).hasToString("after");
      eventually("it is connected again", () -> witness.ready.get() == 2);
      assertThat(witness.closed).hasSize(1);
    }
  }
}
