package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.RetryConfig;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRulesTest {
  private static final RetryConfig CONFIG = RetryRules.DEFAULT_CONFIG;

  @Test
  void aRequestMustHaveThreeAttempts() {
    assertThat(CONFIG.getMaxAttempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "3, 400", "6, 3200", "7, 5000", "1000, 5000"})
  void eachWaitMustBeAnywhereBelowItsBound(int failures, long bound) {
    LongSummaryStatistics waits =
        LongStream.generate(
                () ->
                    CONFIG
                        .getIntervalBiFunction()
                        .apply(failures, Either.left(new IllegalStateException())))
            .limit(2_000)
            .summaryStatistics();

    assertThat(waits.getMin()).isBetween(0L, bound / 20);
    assertThat(waits.getMax()).isBetween(bound - bound / 20, bound);
  }
}
