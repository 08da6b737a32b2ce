package io.belay.client.internal;

import static io.belay.client.error.Delivery.NOT_SENT;
import static io.belay.client.error.Delivery.REFUSED;
import static io.belay.client.error.Delivery.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.netty.util.concurrent.Ticker;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final Identity HERE = identity("here", "1");
  private static final Identity BESIDE = identity("here", "2");
  private static final Identity THERE = identity("there", "3");

  private final Attempts attempts = new Attempts();

  private static Identity identity(String host, String id) {
    return new Identity(new Endpoint(host, 1), 0, id, Ticker.systemTicker());
  }

  private static BelayException lost(Identity where, Delivery delivery) {
    return BelayFailures.peerClosed(where.context(Phase.AWAIT, delivery));
  }

  private static BelayException overloaded() {
    return BelayFailures.remoteError(HERE.context(Phase.READ, REFUSED), 1, "");
  }

  @Test
  void whatWasNotSentMustBeSentElsewhereTwice() {
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isTrue();
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isTrue();
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isFalse();
  }

  @Test
  void whatWasHandedBackMustBeSentElsewhereOnce() {
    assertThat(attempts.takeTransparent(lost(HERE, REFUSED))).isTrue();
    assertThat(attempts.takeTransparent(lost(HERE, REFUSED))).isFalse();
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isTrue();
  }

  @Test
  void whatWasNotSentBeforeMustStillBeHandedBackOnce() {
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isTrue();
    assertThat(attempts.takeTransparent(lost(HERE, REFUSED))).isTrue();
    assertThat(attempts.takeTransparent(lost(HERE, NOT_SENT))).isFalse();
  }

  @Test
  void nothingElseMustBeSentAgainAtOnce() {
    assertThat(attempts.takeTransparent(lost(HERE, UNKNOWN))).isFalse();
    assertThat(attempts.takeTransparent(overloaded())).as("by one that stays").isFalse();
  }

  @Test
  void anotherEndpointMustComeBeforeAnotherConnection() {
    attempts.failed(lost(HERE, NOT_SENT));

    assertThat(attempts.reluctance(THERE)).isZero();
    assertThat(attempts.reluctance(BESIDE)).isPositive();
    assertThat(attempts.reluctance(HERE)).isGreaterThan(attempts.reluctance(BESIDE));

    attempts.failed(lost(THERE, NOT_SENT));
    attempts.failed(lost(THERE, NOT_SENT));
    assertThat(attempts.reluctance(HERE)).isLessThan(attempts.reluctance(THERE));
  }

  @Test
  void theConclusionMustBeTheLastFailureWithTheWorstDelivery() {
    BelayException first = lost(HERE, UNKNOWN);
    BelayException second = overloaded();
    attempts.failed(first);
    attempts.failed(second);
    BelayException conclusion = attempts.conclude(lost(THERE, NOT_SENT), true);

    assertThat(conclusion.delivery()).isEqualTo(UNKNOWN);
    assertThat(conclusion.endpoint()).contains(THERE.endpoint);
    assertThat(conclusion.attempts()).isEqualTo(3);
    assertThat(conclusion.getSuppressed()).containsExactly(first, second);
  }
}
