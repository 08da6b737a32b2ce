package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static final int NO_TIMER = -1;

  private final BelayException why = BelayFailures.peerClosed(FailureContext.of(Phase.AWAIT));
  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final List<Exchange<String, String>> next = new ArrayList<>();
  private final Pauses<String, String> pauses =
      new Pauses<>(
          channel.eventLoop(),
          (exchange, failure) -> {
            assertThat(failure).isSameAs(why);
            next.add(exchange);
          });
  private final Exchange<String, String> exchange =
      new Exchange<>(
          "request",
          Exchange.Kind.REQUEST,
          RequestOptions.DEFAULT,
          Duration.ofMinutes(1),
          ticker.nanoTime(),
          null);

  private void begin(int millis) {
    pauses.begin(exchange, why, millis);
    channel.runPendingTasks();
  }

  private void pass(int millis) {
    ticker.advance(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
  }

  private Throwable failure() {
    return exchange.handle((answer, thrown) -> thrown).getNow(null);
  }

  @Test
  void theNextAttemptMustBeginWhenTheWaitIsOverAndNotBefore() {
    begin(100);
    pass(99);
    assertThat(next).isEmpty();

    pass(1);
    assertThat(next).containsExactly(exchange);
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(NO_TIMER);
  }

  @Test
  void aCancelledRequestMustTakeItsTimerWithIt() {
    begin(100);
    exchange.cancel(true);
    channel.runPendingTasks();

    assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(NO_TIMER);
    pass(100);
    assertThat(next).isEmpty();
  }

  @Test
  void aRequestThatWasCancelledBeforeItsWaitMustNotWait() {
    exchange.cancel(true);
    begin(100);

    assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(NO_TIMER);
  }

  @Test
  void aCloseMustLetTheFailureStandAtOnce() {
    begin(100);
    pauses.close();
    channel.runPendingTasks();

    assertThat(failure()).isSameAs(why);
    assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(NO_TIMER);
  }

  @Test
  void nobodyMustWaitAfterAClose() {
    pauses.close();
    begin(100);

    assertThat(failure()).isSameAs(why);
  }
}
