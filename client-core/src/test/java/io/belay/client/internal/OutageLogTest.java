package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.peer.CapturedLog;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of an outage, and how often. */
class OutageLogTest {
  private static final Endpoint ENDPOINT = new Endpoint("10.0.0.1", 9000);
  private final BelayException refused =
      BelayFailures.connectionRefused(
          FailureContext.of(Phase.CONNECT).withEndpoint(ENDPOINT), null);

  private final CapturedLog log = new CapturedLog(Level.INFO);
  private final OutageLog outages = new OutageLog(ENDPOINT);
  // Clocks may begin anywhere.
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
  private int connections;

  @AfterEach
  void stopListening() {
    log.close();
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void connectFails(int ready) {
    outages.connectFailed("shop-" + ++connections, refused, ready, now);
  }

  private void connects() {
    outages.connected("shop-" + ++connections, now);
  }

  @Test
  void anHourMustBeALineAMinuteHoweverManyConnectsFail() {
    for (int i = 0; i < 3600 * 4; i++) {
      connectFails(0);
      pass(250);
    }
    connects();

    assertThat(log.lines("shop-")).hasSize(1 + 59 + 1);
    assertThat(log.lines("shop-").get(0))
        .startsWith("WARN shop-1: 10.0.0.1:9000 is down: ConnectionRefusedException: Connection r");
    assertThat(log.lines("shop-").get(1))
        .startsWith(
            "WARN shop-241: 10.0.0.1:9000 is down, for 60.0 s by now and 241 failed connects;"
                + " this one: ConnectionRefusedException: ");
    assertThat(log.lines("shop-").get(60))
        .isEqualTo(
            "INFO shop-14401: 10.0.0.1:9000 is back after 3600.0 s and 14400 failed connects");
  }

  @Test
  void aConnectThatSucceedsMustSayNothingWhereNoneHadFailed() {
    connects();

    assertThat(log.lines("shop-")).isEmpty();
  }

  @Test
  void theNextOutageMustBeSaidAgain() {
    connectFails(0);
    connects();
    connectFails(0);
    connects();

    assertThat(log.lines("shop-"))
        .extracting(line -> line.replaceAll("(: Conn|,).*|(down|back).*", "$2"))
        .containsExactly(
            "WARN shop-1: 10.0.0.1:9000 is down",
            "INFO shop-2: 10.0.0.1:9000 is back",
            "WARN shop-3: 10.0.0.1:9000 is down",
            "INFO shop-4: 10.0.0.1:9000 is back");
  }

  @Test
  void anEndpointThatStillHasConnectionsMustNotBeCalledDownBeforeTheLastIsLost() {
    connectFails(2);
    connectFails(1);
    connectFails(0);
    connectFails(0);

    assertThat(log.lines("shop-")).hasSize(2);
    assertThat(log.lines("shop-").get(0)).contains("takes no more connections (2 ready): ");
    assertThat(log.lines("shop-").get(1)).startsWith("WARN shop-3: 10.0.0.1:9000 is down: ");
  }

  @Test
  void aDialThatTheUserEndedMustNotBeCalledAnOutage() {
    outages.connectFailed(
        "shop-1", BelayFailures.clientClosed(FailureContext.of(Phase.CLOSE)), 0, now);

    assertThat(log.lines("shop-")).isEmpty();
  }
}
