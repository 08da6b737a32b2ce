package io.belay.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

  @Test
  void theCpuTimeOfAProcessMustGrowWithItsWork() throws Exception {
    Duration before = CpuTime.ofThisProcess();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    Duration after = before;
    while (after.minus(before).toMillis() < 50 && System.nanoTime() - deadline < 0) {
      after = CpuTime.ofThisProcess();
    }

    assertThat(after.minus(before)).isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
  }
}
