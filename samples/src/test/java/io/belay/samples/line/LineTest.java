package io.belay.samples.line;

import static io.belay.samples.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.RequestOptions;
import io.belay.client.SocketOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Heartbeat;
import io.belay.samples.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A protocol in order, without a probe, over real sockets. */
@Timeout(60)
class LineTest {
  private final Witness<String, String> witness = new Witness<>();
  private LineServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LineServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", server.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1));
  }

  private BelayClient<String, String> client() {
    return builder().build(new LineProtocol(), witness);
  }

  private static RequestOptions within(long millis) {
    return RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(millis));
  }

  @Test
  void aLineMustBeAnsweredByItsOwn() {
    try (BelayClient<String, String> client = client()) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(client.sendAsync("line " + i));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join()).isEqualTo("answer to line " + i);
      }
    }
  }

  @Test
  void withoutAProbeTheSnapshotMustSayThatOnlyTcpWatches() {
    try (BelayClient<String, String> client = client()) {
      client.send("hello");
      assertThat(client.snapshot().connections())
          .singleElement()
          .satisfies(
              connection -> {
                assertThat(connection.watched()).isEqualTo(ConnectionSnapshot.Watched.TCP_ONLY);
                assertThat(connection.roundTrip()).isEmpty();
                assertThat(connection.options()).anyMatch(option -> option.name().contains("KEEP"));
              });
    }
  }

  @Test
  void noRequestMustBeSentBeforeTheGreeting() throws Exception {
    server.greeting = "WAIT";
    try (BelayClient<String, String> client =
        builder().requestTimeout(Duration.ofMillis(500)).build(new LineProtocol(), witness)) {
      RemoteErrorException failure =
          catchThrowableOfType(RemoteErrorException.class, () -> client.send("too early"));
      assertThat(failure.phase()).isEqualTo(Phase.OPEN);
      assertThat(failure.text()).isEqualTo("WAIT");
      assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
      assertThat(server.received).isEmpty();

      server.greeting = "OK now";
      assertThat(client.send("in time", within(20_000))).isEqualTo("answer to in time");
    }
  }

  @Test
  void anErrorMustFailItsOwnLine() {
    try (BelayClient<String, String> client = client()) {
      CompletableFuture<String> bad = client.sendAsync("fail this");
      CompletableFuture<String> good = client.sendAsync("not this");

      assertThat(good.join()).isEqualTo("answer to not this");
      assertThat(failureOf(bad)).isInstanceOf(RemoteErrorException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "two\rlines", "one\r"})
  void whatCannotBeALineMustBeRejectedAlone(String request) {
    try (BelayClient<String, String> client = client()) {
      assertThatThrownBy(() -> client.send(request))
          .isInstanceOfSatisfying(
              RequestRejectedException.class,
              rejected ->
                  assertThat(rejected.reason())
                      .isEqualTo(RequestRejectedException.Reason.ENCODE_FAILED));
      assertThat(failureOf(client.sendOneWay("no answer")))
          .isInstanceOf(RequestRejectedException.class);
      assertThat(client.send("one")).isEqualTo("answer to one");
      assertThat(witness.ready).hasValue(1);
    }
  }

  @Test
  void theLateAnswerToATimedOutLineMustBeSwallowed() throws Exception {
    server.held = true;
    try (BelayClient<String, String> client = client()) {
      CompletableFuture<String> late = client.sendAsync("late", within(100));
      assertThat(failureOf(late)).isInstanceOf(RequestTimeoutException.class);
      CompletableFuture<String> next = client.sendAsync("next");
      CompletableFuture<String> cancelled = client.sendAsync("cancelled");
      CompletableFuture<String> last = client.sendAsync("last");
      eventually("it was sent", () -> server.received.contains("late"));
      cancelled.cancel(false);

      server.release(4);
      assertThat(next.join()).isEqualTo("answer to next");
      assertThat(last.join()).isEqualTo("answer to last");
      assertThat(witness.ready).hasValue(1);
    }
  }

  @Test
  void anAnswerToNothingMustEndTheConnection() throws Exception {
    try (BelayClient<String, String> client = client()) {
      client.send("hello");
      server.blurt("by the way");

      eventually("it is closed", () -> !witness.closed.isEmpty());
      assertThat(witness.closed.peek().failure())
          .get()
          .isInstanceOf(ProtocolViolationException.class);
      assertThat(client.send("hello again")).isEqualTo("answer to hello again");
    }
  }

  /** Its end need not come, so that it does not go on for ever. */
  @Test
  void aLineTooLongToBeOneMustEndTheConnectionAtOnce() throws Exception {
    try (BelayClient<String, String> client = client()) {
      client.send("hello");
      server.begin("x".repeat(100_000));

      eventually("it is closed", () -> !witness.closed.isEmpty());
      assertThat(witness.closed.peek().failure())
          .get()
          .isInstanceOf(ProtocolViolationException.class)
          .extracting(Throwable::getCause)
          .isNotNull();
    }
  }

  /** No probe could tell that it hangs; and whatever is sent on it stands behind what it owes. */
  @Test
  void aServerThatOwesAnswersForTooLongMustBeReplaced() throws Exception {
    server.held = true;
    Heartbeat patience = new Heartbeat(Duration.ofMillis(200), Duration.ofMillis(100), 1);
    try (BelayClient<String, String> client =
        builder().heartbeat(patience).build(new LineProtocol(), witness)) {
      eventually(
          "it is retired",
          () -> {
            failureOf(client.sendAsync("nobody answers", within(50)));
            return witness.closed.stream().anyMatch(end -> end.reason() == CloseReason.RETIRED);
          });
      server.held = false;
      server.release(1_000);
      assertThat(client.send("and now?", within(20_000))).isEqualTo("answer to and now?");
    }
  }

  /**
   * The server took a part of the line and not all of it. One that acts on parts may have acted on
   * it; one that waits for the end of the line has not.
   */
  @ParameterizedTest
  @CsvSource({"true, UNKNOWN", "false, NOT_SENT"})
  void aLineOfWhichAPartWasWrittenMustBeUnknownIfThePeerActsOnParts(
      boolean peerActsOnParts, Delivery expected) throws Exception {
    server.reading = false;
    try (BelayClient<String, String> client =
        builder()
            .socket(SocketOptions.DEFAULT.withSendBuffer(16 << 10))
            .build(new Declaring(peerActsOnParts), witness)) {
      client.warmUp().join();
      // On the connection's own account, so that no retry blurs the delivery.
      try (var lease = client.lease()) {
        CompletableFuture<String> cut = lease.sendAsync("x".repeat(8 << 20));
        CompletableFuture<String> behind = lease.sendAsync("never leaves");
        eventually("a part is written", () -> server.unread() > 0);
        server.resetAll();

        assertThat(failureOf(cut).delivery()).isEqualTo(expected);
        assertThat(failureOf(behind).delivery()).isEqualTo(Delivery.NOT_SENT);
      }
    }
  }

  private static BelayException failureOf(CompletableFuture<?> future) {
    Throwable failure = catchThrowableOfType(Exception.class, future::join).getCause();
    return (BelayException) failure;
  }

  /** The same lines to a server that acts on parts, or not. */
  private record Declaring(boolean peerActsOnParts) implements Protocol<String, String> {
    @Override
    public Correlation correlation() {
      return Correlation.IN_ORDER;
    }

    @Override
    public Wire<String> newWire(Inbound<String> inbound, int connectionIndex) {
      return new LineProtocol().newWire(inbound, connectionIndex);
    }
  }
}
