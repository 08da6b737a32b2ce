package io.belay.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowResultTest {

  @Test
  void aRatioMustBeTheMedianOfTheRatiosOfEachRound() {
    RowResult ceiling = result(100, 10, 1000);
    RowResult row = result(50, 8, 200);

    assertThat(row.ratioTo(ceiling, Measurement::requestsPerSecond)).isEqualTo(0.5);
    assertThat(row.median(Measurement::requestsPerSecond)).isEqualTo(50);
  }

  @Test
  void theMedianOfAnEvenNumberMustLieBetweenTheTwoInTheMiddle() {
    assertThat(result(1, 4, 2, 100).median(Measurement::requestsPerSecond)).isEqualTo(3);
  }

  private static RowResult result(long... requestsPerSecond) {
    return new RowResult(
        "raw-nio",
        new Shape(1, 64),
        Arrays.stream(requestsPerSecond)
            .mapToObj(requests -> new Measurement(requests, 1, 1, 1, 0, 1, 1, 1, 1))
            .toList());
  }
}
