package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.PortCensus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChurnTest {
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Churn churn = new Churn();

  @Test
  void whatHappenedWithinTheMinuteMustBeCounted() {
    churn.opened(START);
    churn.opened(after(20));
    churn.closed(after(40));

    assertThat(churn.lately(after(59))).isEqualTo(new PortCensus.Churn(2, 1, MINUTE));
  }

  @Test
  void whatIsOlderMustBeForgotten() {
    churn.opened(START);
    churn.closed(START);
    churn.opened(after(30));

    assertThat(churn.lately(after(61))).isEqualTo(new PortCensus.Churn(1, 0, MINUTE));
    assertThat(churn.lately(after(91))).isEqualTo(new PortCensus.Churn(0, 0, MINUTE));
  }

  @Test
  void aBusyMinuteMustCostNoMoreThanItsSlices() {
    for (int i = 0; i < 100_000; i++) {
      churn.opened(START + i * Duration.ofMillis(1).toNanos());
    }

    assertThat(churn.lately(START + Duration.ofMillis(99_999).toNanos()).opened())
        .isBetween(55_000, 60_000);
  }

  private static long after(int seconds) {
    return START + Duration.ofSeconds(seconds).toNanos();
  }
}
