package io.belay.samples.redis;

import static io.belay.samples.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.client.error.RemoteErrorException;
import io.belay.samples.Witness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A redis-server that wants a password. */
@Timeout(60)
@EnabledIf(
    value = "io.belay.samples.redis.RedisTest#isInstalled",
    disabledReason = "redis-server is not installed")
class RedisLoginTest {
  private static final Login SECRET = Login.NONE.withPassword("secret");

  private RedisServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = RedisServer.start(directory, "--requirepass", "secret");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", server.port)
        .requestTimeout(Duration.ofSeconds(2));
  }

  @Test
  void theLoginAndTheDatabaseMustBeChosenBeforeAnyCommand() {
    try (BelayClient<Command, Reply> client =
            builder().build(new RedisProtocol(SECRET.withDatabase(3)));
        BelayClient<Command, Reply> other = builder().build(new RedisProtocol(SECRET))) {
      client.send(Command.of("SET", "where", "in the third"));
      assertThat(client.send(Command.of("GET", "where"))).hasToString("in the third");
      assertThat(other.send(Command.of("GET", "where"))).isEqualTo(new Reply.Nil());
    }
  }

  @Test
  void aWrongPasswordMustBeSaidSo() {
    assertRefused(Login.NONE.withPassword("guess"), "WRONGPASS");
  }

  @Test
  void aDatabaseThatIsNotThereMustBeSaidSo() {
    assertRefused(SECRET.withDatabase(99), "ERR DB index is out of range");
  }

  @Test
  void aMissingPasswordMustBeSaidSoByTheFirstProbe() {
    assertRefused(Login.NONE, "NOAUTH");
  }

  private void assertRefused(Login login, String text) {
    try (BelayClient<Command, Reply> client = builder().build(new RedisProtocol(login))) {
      RemoteErrorException failure =
          catchThrowableOfType(
              RemoteErrorException.class, () -> client.send(Command.of("GET", "x")));
      assertThat(failure.text()).startsWith(text);
      assertThat(failure.phase()).isEqualTo(Phase.OPEN);
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
      assertThat(failure.permanent()).isTrue();
      assertThat(failure.remedy()).contains("credentials");
    }
  }

  @Test
  void aServerThatDoesNotAnswerTheLoginMustBeFoundWithinTheConnectTimeout() throws Exception {
    Witness<Command, Reply> witness = new Witness<>();
    server.freeze();
    try (BelayClient<Command, Reply> client =
        builder()
            .connectTimeout(Duration.ofMillis(300))
            .build(new RedisProtocol(SECRET), witness)) {
      eventually("a connect fails", () -> !witness.connectFailures.isEmpty());
      assertThat(witness.connectFailures.peek())
          .isInstanceOfSatisfying(
              ConnectTimeoutException.class,
              timeout -> {
                assertThat(timeout.stage()).isEqualTo(ConnectTimeoutException.Stage.OPEN);
                assertThat(timeout.phase()).isEqualTo(Phase.OPEN);
              });
      server.thaw();
      assertThat(client.send(Command.of("ECHO", "at last"))).hasToString("at last");
    }
  }
}
