package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Errno;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.peer.CapturedLog;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of connections that end, and how often. */
class CloseLogTest {
  private static final Endpoint ENDPOINT = new Endpoint("10.0.0.1", 9000);
  private final BelayException reset =
      BelayFailures.connectionReset(
          FailureContext.of(Phase.IDLE).withEndpoint(ENDPOINT), Errno.ECONNRESET, null);

  private final CapturedLog log = new CapturedLog(Level.INFO);
  private final CloseLog closes = new CloseLog(ENDPOINT);
  // Clocks may begin anywhere.
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
  private int connections;

  @AfterEach
  void stopListening() {
    log.close();
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    closes.pass(now);
  }

  private void ends(CloseReason reason) {
    String id = "shop-" + ++connections;
    closes.closed(
        new ConnectionDetails(id, Duration.ofSeconds(412), Optional.empty(), Optional.empty()),
        reason,
        reset,
        now);
  }

  @Test
  void anHourOfLossesMustBeTwoLinesAMinute() {
    for (int i = 0; i < 3600 * 4; i++) {
      ends(CloseReason.RESET);
      pass(250);
    }

    assertThat(log.lines("shop-")).hasSize(60 + 60);
    assertThat(log.lines("shop-").get(0))
        .startsWith(
            "WARN shop-1: to 10.0.0.1:9000 closed after 412 s, RESET: ConnectionResetException: ");
    assertThat(log.lines("shop-").get(1))
        .isEqualTo(
            "WARN shop-240: to 10.0.0.1:9000 lost too, the last of 239 more within a minute:"
                + " {RESET=239}");
    assertThat(log.lines("shop-").get(2))
        .startsWith("WARN shop-241: to 10.0.0.1:9000 closed after 412 s, RESET: ");
  }

  @Test
  void whatWasLostWithinTheMinuteMustBeCountedByItsReasons() {
    ends(CloseReason.RESET);
    ends(CloseReason.PEER_SILENT);
    ends(CloseReason.RESET);
    ends(CloseReason.PEER_SILENT);
    pass(59_999);
    assertThat(log.lines("shop-")).hasSize(1);
    pass(1);

    assertThat(log.lines("shop-").get(1))
        .endsWith("the last of 3 more within a minute: {RESET=1, PEER_SILENT=2}");
    pass(60_000);
    assertThat(log.lines("shop-")).hasSize(2);
  }

  @Test
  void aLossMustEndAMinuteThatIsOverAndBeSaidInFull() {
    ends(CloseReason.RESET);
    ends(CloseReason.TIMED_OUT);
    now += TimeUnit.MINUTES.toNanos(5);
    ends(CloseReason.IO_ERROR);

    assertThat(log.lines("shop-"))
        .extracting(line -> line.replaceAll(": Conn.*", ""))
        .containsExactly(
            "WARN shop-1: to 10.0.0.1:9000 closed after 412 s, RESET",
            "WARN shop-2: to 10.0.0.1:9000 lost too, the last of 1 more within a minute:"
                + " {TIMED_OUT=1}",
            "WARN shop-3: to 10.0.0.1:9000 closed after 412 s, IO_ERROR");
  }

  @Test
  void aSingleLossMustNotBeSaidTwice() {
    ends(CloseReason.RESET);
    pass(60_000);

    assertThat(log.lines("shop-")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"GOAWAY", "PEER_CLOSED"})
  void whatThePeerEndsInOrderMustBeSaidOfEachAndBeNoLoss(CloseReason reason) {
    ends(CloseReason.RESET);
    ends(reason);
    ends(reason);
    pass(60_000);

    assertThat(log.lines("shop-"))
        .extracting(line -> line.substring(0, 11))
        .containsExactly("WARN shop-1", "INFO shop-2", "INFO shop-3");
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED_BY_USER", "RETIRED"})
  void whatThisEndMeansToEndMustNotBeSaidAtInfo(CloseReason reason) {
    ends(reason);
    pass(60_000);

    assertThat(log.lines("shop-")).isEmpty();
  }
}
