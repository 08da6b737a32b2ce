package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.Json;
import io.belay.benchmarks.report.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the figures of a run go.
 *
 * @param json the file of figures
 * @param charts the directory of charts
 * @param page the page with the tables, if they are to be published
 */
record EchoFiles(Path json, Path charts, Optional<Path> page) {
  private static final String NAME = "echo";

  /** Among what was built, where nobody sees them. */
  static EchoFiles unpublished(Path root) {
    Path results = root.resolve("benchmarks/target/results");
    return new EchoFiles(results.resolve(NAME + ".json"), results, Optional.empty());
  }

  /** In the documentation. */
  static EchoFiles published(Path root) {
    Path docs = root.resolve("docs");
    return new EchoFiles(
        root.resolve("benchmarks/results").resolve(NAME + ".json"),
        docs.resolve("charts"),
        Optional.of(docs.resolve("benchmarks.md")));
  }

  void write(EchoResult result) throws IOException {
    Json.write(json, result);
    List<EchoTable> tables = tables(result);
    for (EchoTable table : tables) {
      table.chart().write(charts.resolve(chart(table)));
    }
    if (page.isPresent()) {
      new Page(page.get()).replace(NAME, text(result, tables));
    }
  }

  private static String text(EchoResult result, List<EchoTable> tables) {
    StringBuilder text = new StringBuilder(result.conditions().sentence()).append('\n');
    for (EchoTable table : tables) {
      text.append(
          "\n### %s\n\n![the same as a chart](charts/%s)\n\n%s"
              .formatted(table.shape(), chart(table), table.markdown()));
    }
    return text.toString();
  }

  private static String chart(EchoTable table) {
    return "%s-%s.svg".formatted(NAME, table.shape().label());
  }

  private static List<EchoTable> tables(EchoResult result) {
    return result.rows().stream()
        .map(RowResult::shape)
        .distinct()
        .map(
            shape ->
                new EchoTable(
                    result.rows().stream().filter(row -> row.shape().equals(shape)).toList()))
        .toList();
  }
}
