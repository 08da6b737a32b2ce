package io.belay.client.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.ClientSnapshot;
import io.belay.client.RetrySnapshot;
import io.belay.client.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a snapshot serves. */
class ScrapeTest {
  private static final RetrySnapshot NONE = new RetrySnapshot(0, 0, 0, 0, 0);

  // Clocks may begin anywhere.
  private long now = Long.MAX_VALUE - 1_000;
  private int taken;
  private int renewed;
  private final Scrape scrape = new Scrape(this::take, () -> now, picture -> renewed++);

  private ClientSnapshot take() {
    taken++;
    return new ClientSnapshot(
        "client", Transport.NIO, taken, 0, List.of(), List.of(), NONE, 0, Duration.ZERO);
  }

  private int read() {
    return scrape.read().client().waiting();
  }

  @Test
  void aScrapeMustReadOneSnapshotHoweverManyMetersItHas() {
    for (int i = 0; i < 1000; i++) {
      now += 10_000;
      assertThat(read()).isEqualTo(1);
    }
    assertThat(renewed).isEqualTo(1);
  }

  @Test
  void theNextScrapeMustReadANewOne() {
    assertThat(read()).isEqualTo(1);
    now += Scrape.MOMENT_NANOS + 1;
    assertThat(read()).isEqualTo(2);
    assertThat(read()).isEqualTo(2);
    assertThat(renewed).isEqualTo(2);
  }

  @Test
  void whoeverReadsAllTheTimeMustNotSeeThePastForEver() {
    for (int i = 0; i < 100; i++) {
      now += Scrape.MOMENT_NANOS / 2;
      read();
    }
    assertThat(taken).isBetween(2, 4);
  }
}
