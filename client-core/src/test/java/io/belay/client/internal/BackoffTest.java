package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.ReconnectOptions;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long NOW = Long.MAX_VALUE - 5;
  private static final ReconnectOptions OPTIONS =
      new ReconnectOptions(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10));

  /** Always the longest wait allowed. */
  private static final RandomGenerator LONGEST =
      new Random() {
        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  /** Wraps around, as System.nanoTime may. */
  private static long after(long nanos) {
    return NOW + nanos;
  }

  @Test
  void nothingMustStandAgainstTheFirstDial() {
    assertThat(new Backoff(OPTIONS, LONGEST).waitNanos(NOW)).isZero();
  }

  @Test
  void theBoundMustDoubleAndStopAtItsMaximum() {
    Backoff backoff = new Backoff(OPTIONS, LONGEST);
    long[] expectedMillis = {100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000};
    long now = NOW;
    for (long millis : expectedMillis) {
      backoff.failed(now);
      assertThat(Duration.ofNanos(backoff.waitNanos(now))).hasMillis(millis);
      now += Duration.ofMillis(millis).toNanos();
    }
  }

  @Test
  void aPeerThatWantsToBeLeftAloneMustBeHoweverHealthyAnotherConnectionIs() {
    Backoff backoff = new Backoff(OPTIONS, LONGEST);
    backoff.leaveAlone(NOW, 1_000_000);
    backoff.leaveAlone(NOW, 10);
    backoff.failed(NOW);
    backoff.stable();

    assertThat(backoff.waitNanos(NOW)).isEqualTo(1_000_000);
    assertThat(backoff.waitNanos(after(1_000_000))).isZero();
    assertThat(backoff.waitNanos(after(Long.MAX_VALUE))).isZero();
  }

  @Test
  void failuresOfOneOutageMustCountOnce() {
    Backoff backoff = new Backoff(OPTIONS, LONGEST);
    for (int i = 0; i < 4; i++) {
      backoff.failed(NOW);
    }
    assertThat(Duration.ofNanos(backoff.waitNanos(NOW))).hasMillis(100);
  }

  @Test
  void theWaitMustPassWithTimeAcrossTheEndOfTheClock() {
    Backoff backoff = new Backoff(OPTIONS, LONGEST);
    backoff.failed(NOW);

    assertThat(backoff.waitNanos(after(40_000_000))).isEqualTo(60_000_000);
    assertThat(backoff.waitNanos(after(100_000_000))).isZero();
  }

  @Test
  void stabilityMustStartTheBoundOver() {
    Backoff backoff = new Backoff(OPTIONS, LONGEST);
    for (int i = 0; i < 100; i++) {
      backoff.failed(after(Duration.ofMinutes(i).toNanos()));
    }
    backoff.stable();
    assertThat(backoff.waitNanos(NOW)).isZero();
    backoff.failed(NOW);
    assertThat(Duration.ofNanos(backoff.waitNanos(NOW))).hasMillis(100);
  }

  @Test
  void everyWaitMustBeRandomBelowItsBoundTheFirstOneToo() {
    Random random = new Random(7);
    long sum = 0;
    for (int i = 0; i < 1_000; i++) {
      Backoff backoff = new Backoff(OPTIONS, random);
      backoff.failed(NOW);
      long wait = backoff.waitNanos(NOW);
      assertThat(wait).isBetween(0L, 100_000_000L);
      sum += wait;
    }
    assertThat(sum / 1_000).isBetween(40_000_000L, 60_000_000L);
  }

  @Test
  void theLongestOptionsMustNotOverflow() {
    Backoff backoff =
        new Backoff(
            new ReconnectOptions(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ZERO),
            LONGEST);
    long now = NOW;
    for (int i = 0; i < 200; i++) {
      backoff.failed(now);
      now += backoff.waitNanos(now);
    }
    backoff.failed(now);
    assertThat(Duration.ofNanos(backoff.waitNanos(now))).isEqualTo(Duration.ofHours(1));
  }
}
