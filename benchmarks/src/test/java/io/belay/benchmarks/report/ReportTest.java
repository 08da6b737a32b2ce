package io.belay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {

  @Test
  void aTableMustBeAlignedMarkdown() {
    MarkdownTable table = new MarkdownTable(List.of("", "requests/s"));
    table.add(List.of("a peer", "12"));
    table.add(List.of("Belay", "3,456"));

    assertThat(table)
        .hasToString(
            """
            |        | requests/s |
            | ------ | ---------: |
            | a peer |         12 |
            | Belay  |      3,456 |
            """);
  }

  @Test
  void aChartMustBeWellFormedAndHaveABarForEachLabel() throws Exception {
    BarChart chart =
        new BarChart(
            "a < b & c",
            List.of("Belay", "a peer"),
            "Belay",
            List.of(new BarChart.Panel("share", List.of(1.0, 0.5), List.of("1.00", "0.50"))));

    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));

    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("rect").item(0).getAttributes().getNamedItem("class"))
        .hasToString("class=\"ours\"");
  }

  @Test
  void onlyTheBenchmarksOwnPartOfAPageMustBeReplaced(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("page.md");
    Files.writeString(file, "before\n<!-- echo: begin -->\nold\n<!-- echo: end -->\nafter\n");

    new Page(file).replace("echo", "new");
    new Page(file).replace("echo", "newer");

    assertThat(file)
        .hasContent("before\n<!-- echo: begin -->\n\nnewer\n\n<!-- echo: end -->\nafter\n");
  }

  @Test
  void aPageWithoutAPlaceMustBeRefusedByName(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("page.md");
    Files.writeString(file, "nothing here\n");

    assertThatIOException()
        .isThrownBy(() -> new Page(file).replace("echo", "new"))
        .withMessageContaining("no place for echo");
  }
}
