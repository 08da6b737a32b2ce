package io.belay.samples.redis;

import static io.belay.samples.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RemoteErrorException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A real redis-server behind the protocol of this sample. */
@Timeout(60)
@EnabledIf(value = "isInstalled", disabledReason = "redis-server is not installed")
class RedisTest {
  private static final PoolOptions ONE_CONNECTION = PoolOptions.DEFAULT.withMaxConnections(1);

  private static RedisServer server;

  static boolean isInstalled() {
    return RedisServer.program().isPresent();
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    server = RedisServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static BelayClientBuilder builder() {
    return BelayClient.builder().endpoint("127.0.0.1", server.port).pool(ONE_CONNECTION);
  }

  @Test
  void whatWasSetMustBeGot() {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      assertThat(client.send(Command.of("SET", "greeting", "hello")))
          .isEqualTo(new Reply.Status("OK"));
      assertThat(client.send(Command.of("GET", "greeting"))).hasToString("hello");
      assertThat(client.send(Command.of("GET", "no such key"))).isEqualTo(new Reply.Nil());
      assertThat(client.send(Command.of("MGET", "greeting", "no such key")))
          .isInstanceOfSatisfying(
              Reply.Several.class, several -> assertThat(several.all()).hasSize(2));
    }
  }

  @Test
  void pipelinedCommandsMustEachGetTheirOwnAnswer() {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      List<CompletableFuture<Reply>> answers = new ArrayList<>();
      // As many as may wait until there is a connection.
      for (int i = 0; i < PoolOptions.DEFAULT.maxWaiting(); i++) {
        answers.add(client.sendAsync(Command.of("ECHO", "message " + i)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join()).hasToString("message " + i);
      }
    }
  }

  @Test
  void aLargeValueMustComeBack() {
    String large = "x".repeat(3 << 20);
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      client.send(Command.of("SET", "large", large));
      assertThat(client.send(Command.of("GET", "large"))).hasToString(large);
    }
  }

  @Test
  void anErrorMustFailItsCommandAndNoOther() {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      client.send(Command.of("SET", "text", "no list"));
      CompletableFuture<Reply> wrong = client.sendAsync(Command.of("LPUSH", "text", "x"));
      CompletableFuture<Reply> right = client.sendAsync(Command.of("GET", "text"));

      assertThat(right.join()).hasToString("no list");
      assertThatThrownBy(wrong::join)
          .cause()
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              failure -> {
                assertThat(failure.text()).startsWith("WRONGTYPE");
                assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
              });
    }
  }

  @Test
  void aLateAnswerMustBeSwallowedAndNeverGivenToTheNext() {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      CompletableFuture<Reply> late =
          client.sendAsync(
              Command.of("DEBUG", "SLEEP", "0.7"),
              RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(100)));
      CompletableFuture<Reply> cancelled = client.sendAsync(Command.of("ECHO", "nobody"));
      CompletableFuture<Reply> next = client.sendAsync(Command.of("ECHO", "next"));
      cancelled.cancel(false);

      BelayException timeout = failureOf(late);
      assertThat(timeout.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(next.join()).hasToString("next");
      assertThat(client.send(Command.of("ECHO", "the one after"))).hasToString("the one after");
      assertThat(client.snapshot().endpoints().get(0).opened()).isEqualTo(1);
    }
  }

  @Test
  void aHealthyConnectionMustBeWatchedByTheHeartbeat() throws Exception {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      client.warmUp().join();
      assertThat(client.snapshot().connections())
          .singleElement()
          .satisfies(
              connection -> {
                assertThat(connection.watched()).isEqualTo(ConnectionSnapshot.Watched.HEARTBEAT);
                assertThat(connection.roundTrip()).isPresent();
              });
      // Probes stand in line with what is asked beside them.
      eventually(
          "answers in spite of probes",
          () -> client.send(Command.of("ECHO", "mine")).toString().equals("mine"));
    }
  }

  /** It says what a refusal says, and has written before. */
  @Test
  void aScriptThatEndsWithARefusalMustNotBeSentAgain() {
    String script = "redis.call('INCR', KEYS[1]) return redis.error_reply('BUSY for now')";
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol())) {
      BelayException failure =
          failureOf(client.sendAsync(Command.of("eval", script, "1", "runs of the script")));

      assertThat(failure)
          .isInstanceOfSatisfying(
              RemoteErrorException.class, error -> assertThat(error.text()).startsWith("BUSY"));
      assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED);
      assertThat(client.send(Command.of("GET", "runs of the script"))).hasToString("1");
    }
  }

  static BelayException failureOf(CompletableFuture<?> future) {
    return (BelayException) catchThrowableOfType(Exception.class, future::join).getCause();
  }
}
