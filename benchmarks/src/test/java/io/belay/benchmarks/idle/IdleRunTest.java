package io.belay.benchmarks.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.benchmarks.process.Cpus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With real processes, but few connections: the figures mean nothing. */
class IdleRunTest {

  @Test
  void everyRowMustKeepItsConnectionsPinged() throws Exception {
    int connections = 20;
    IdlePlan plan =
        new IdlePlan(
            List.of(IdleRow.values()),
            connections,
            2,
            1,
            Duration.ofMillis(100),
            Duration.ZERO,
            Pings.IDLE.plusSeconds(1),
            Cpus.twoOfThisMachine());

    List<IdleResult> results = new IdleRun(plan, step -> {}).measure();

    assertThat(results)
        .extracting(IdleResult::row)
        .containsExactly("sweep", "idle-state", "belay-heartbeat", "belay-client");
    assertThat(results)
        .flatExtracting(IdleResult::rounds)
        .hasSize(4)
        .allSatisfy(
            round -> {
              assertThat(round.pings()).isGreaterThanOrEqualTo(connections);
              assertThat(round.processCpuMicros()).isPositive();
            });
    assertThat(IdleTable.of(results)).contains("a bare sweep: the floor", "Belay, a whole client");
  }
}
