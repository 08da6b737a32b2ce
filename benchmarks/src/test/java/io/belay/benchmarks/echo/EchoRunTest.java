package io.belay.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.benchmarks.process.Cpus;
import io.belay.benchmarks.report.Progress;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With real processes, but for a moment: the figures mean nothing. */
class EchoRunTest {

  @Test
  void everyRowMustBeMeasuredInEveryRound() throws Exception {
    EchoPlan plan =
        new EchoPlan(
            List.of(Row.RAW_NIO, Row.BELAY_LOOP),
            List.of(),
            1,
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Cpus.twoOfThisMachine(),
            Optional.empty());
    Progress progress = new Progress(new PrintWriter(Writer.nullWriter()), plan.steps());

    List<RowResult> results = new EchoRun(plan, progress).measure(new Shape(16, 64));

    assertThat(results).extracting(RowResult::row).containsExactly("raw-nio", "belay-loop");
    assertThat(results).allSatisfy(result -> assertThat(result.rounds()).hasSize(1));
    assertThat(results)
        .flatExtracting(RowResult::rounds)
        .allSatisfy(
            round -> {
              assertThat(round.requests()).isPositive();
              assertThat(round.p50Micros()).isPositive();
            });
    assertThat(new EchoTable(results).markdown())
        .contains("raw Netty, NIO", "Belay, from its event loop");
  }
}
