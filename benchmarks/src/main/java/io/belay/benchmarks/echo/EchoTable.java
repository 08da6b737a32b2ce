package io.belay.benchmarks.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as a table, in Markdown that a terminal shows well too. */
final class EchoTable {
  private static final List<String> HEADER =
      List.of(
          "",
          "requests/s",
          "ratio",
          "client CPU µs",
          "ratio",
          "server CPU µs",
          "bytes allocated",
          "p50 µs",
          "p99 µs",
          "p99.9 µs");

  private EchoTable() {}

  /** All rows of one load; ratios are to the first. */
  static String of(List<RowResult> results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    for (RowResult result : results) {
      lines.add(line(result, results.get(0)));
    }
    return aligned(lines);
  }

  private static List<String> line(RowResult result, RowResult first) {
    return List.of(
        Row.named(result.row()).title(),
        number("%,.0f", result.median(Measurement::requestsPerSecond)),
        number("%.2f", result.ratioTo(first, Measurement::requestsPerSecond)),
        number("%.2f", result.median(Measurement::cpuMicrosPerRequest)),
        number("%.1f", result.ratioTo(first, Measurement::cpuMicrosPerRequest)),
        number("%.2f", result.median(Measurement::serverCpuMicrosPerRequest)),
        number("%,.0f", result.median(Measurement::bytesPerRequest)),
        number("%,.0f", result.median(Measurement::p50Micros)),
        number("%,.0f", result.median(Measurement::p99Micros)),
        number("%,.0f", result.median(Measurement::p999Micros)));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String aligned(List<List<String>> lines) {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder rule = new StringBuilder("|");
      table.append('|');
      for (int column = 0; column < HEADER.size(); column++) {
        int at = column;
        int width = lines.stream().mapToInt(line -> line.get(at).length()).max().orElse(0);
        String format = column == 0 ? " %-" + width + "s |" : " %" + width + "s |";
        table.append(format.formatted(lines.get(i).get(column)));
        rule.append(' ').append("-".repeat(Math.max(width, 2)));
        rule.append(column == 0 ? " |" : ": |");
      }
      table.append('\n');
      if (i == 0) {
        table.append(rule.toString().replace("-: |", ": |")).append('\n');
      }
    }
    return table.toString();
  }
}
