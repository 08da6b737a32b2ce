package io.belay.benchmarks.idle;

import java.util.List;
import java.util.Locale;

/** Results as a table, in Markdown that a terminal shows well too. */
final class IdleTable {
  private static final String HEADER =
      """
      |                                           | CPU µs a ping | ratio | of the loop | ratio | bytes a connection | ratio |   heap | direct |
      | ----------------------------------------- | ------------: | ----: | ----------: | ----: | -----------------: | ----: | -----: | -----: |
      """;

  private IdleTable() {}

  /** All rows; ratios are to the first. */
  static String of(List<IdleResult> results) {
    StringBuilder table = new StringBuilder(HEADER);
    for (IdleResult result : results) {
      IdleResult first = results.get(0);
      table.append(
          String.format(
              Locale.ROOT,
              "| %-41s | %13.2f | %5.2f | %11.2f | %5.2f | %,18.0f | %5.2f | %,6.0f | %,6.0f |%n",
              IdleRow.named(result.row()).title(),
              result.median(IdleRound::processCpuMicros),
              result.ratioTo(first, IdleRound::processCpuMicros),
              result.median(IdleRound::loopCpuMicros),
              result.ratioTo(first, IdleRound::loopCpuMicros),
              result.median(IdleRound::bytes),
              result.ratioTo(first, IdleRound::bytes),
              result.median(IdleRound::heapBytes),
              result.median(IdleRound::directBytes)));
    }
    return table.toString();
  }
}
