package io.belay.benchmarks.echo;

import io.belay.benchmarks.report.BarChart;
import io.belay.benchmarks.report.MarkdownTable;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What came out under one load, as a table and as a chart; ratios are to the first row. */
record EchoTable(List<RowResult> results) {
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
          "p99 µs");

  EchoTable {
    results = List.copyOf(results);
  }

  Shape shape() {
    return results.get(0).shape();
  }

  String markdown() {
    MarkdownTable table = new MarkdownTable(HEADER);
    for (RowResult result : results) {
      table.add(
          List.of(
              Row.named(result.row()).title(),
              number("%,.0f", result.median(Measurement::requestsPerSecond)),
              throughput(result),
              number("%.2f", result.median(Measurement::cpuMicrosPerRequest)),
              cpu(result),
              number("%.2f", result.median(Measurement::serverCpuMicrosPerRequest)),
              number("%,.0f", result.median(Measurement::bytesPerRequest)),
              number("%,.0f", result.median(Measurement::p50Micros)),
              number("%,.0f", result.median(Measurement::p99Micros))));
    }
    return table.toString();
  }

  BarChart chart() {
    return new BarChart(
        "Echo, %s; the ceiling is 1".formatted(shape()),
        results.stream().map(result -> Row.named(result.row()).title()).toList(),
        "Belay",
        List.of(
            new BarChart.Panel(
                "requests a second",
                each(result -> result.ratioTo(results.get(0), Measurement::requestsPerSecond)),
                each(this::throughput)),
            new BarChart.Panel(
                "requests a second of client CPU",
                each(this::perCpu),
                each(result -> number("%.2f", perCpu(result))))));
  }

  private String throughput(RowResult result) {
    return number("%.2f", result.ratioTo(results.get(0), Measurement::requestsPerSecond));
  }

  private String cpu(RowResult result) {
    return number("%.1f", result.ratioTo(results.get(0), Measurement::cpuMicrosPerRequest));
  }

  private double perCpu(RowResult result) {
    return 1 / result.ratioTo(results.get(0), Measurement::cpuMicrosPerRequest);
  }

  private <T> List<T> each(Function<RowResult, T> figure) {
    return results.stream().map(figure).toList();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
