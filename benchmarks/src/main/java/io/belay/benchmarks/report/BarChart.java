package io.belay.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as an SVG that stands alone, readable on light and dark pages.
 *
 * @param title what it shows
 * @param panels one or more next to each other, all with the same labels
 * @param labels what the bars belong to, from top to bottom
 * @param highlighted the start of those labels whose bars stand out
 */
public record BarChart(String title, List<String> labels, String highlighted, List<Panel> panels) {
  private static final int LABEL_WIDTH = 290;
  private static final int BAR_WIDTH = 220;
  private static final int NUMBER_WIDTH = 70;
  private static final int PANEL_WIDTH = BAR_WIDTH + NUMBER_WIDTH;
  private static final int TOP = 64;
  private static final int LINE = 24;
  private static final int BAR_HEIGHT = 15;
  private static final int MARGIN = 12;
  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .title { font-size: 15px; font-weight: 600; }
        .note { fill: #57606a; }
        .bar { fill: #afb8c1; }
        .ours { fill: #0969da; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .note { fill: #8b949e; }
          .bar { fill: #6e7681; }
          .ours { fill: #58a6ff; }
        }
      </style>
      """;

  /** Takes copies of the lists. */
  public BarChart {
    labels = List.copyOf(labels);
    panels = List.copyOf(panels);
  }

  /**
   * One column of bars.
   *
   * @param caption what it shows, and its unit
   * @param values the lengths, one a label, none negative
   * @param texts the numbers to print beside the bars
   */
  public record Panel(String caption, List<Double> values, List<String> texts) {
    /** Takes copies of the lists. */
    public Panel {
      values = List.copyOf(values);
      texts = List.copyOf(texts);
    }

    private double max() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    }
  }

  /** Writes it to a file, and makes the directory. */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, svg());
  }

  /** The SVG. */
  public String svg() {
    int width = LABEL_WIDTH + PANEL_WIDTH * panels.size() + MARGIN;
    int height = TOP + LINE * labels.size() + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">\n"
            .formatted(width, height, width));
    svg.append(STYLE);
    text(svg, MARGIN, 22, "title", title);
    for (int i = 0; i < labels.size(); i++) {
      text(svg, MARGIN, baseline(i), "label", labels.get(i));
    }
    for (int i = 0; i < panels.size(); i++) {
      panel(svg, LABEL_WIDTH + i * PANEL_WIDTH, panels.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(StringBuilder svg, int x, Panel panel) {
    text(svg, x, TOP - 16, "note", panel.caption());
    for (int i = 0; i < labels.size(); i++) {
      double length = Math.max(1, panel.values().get(i) / panel.max() * BAR_WIDTH);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
              labels.get(i).startsWith(highlighted) ? "ours" : "bar",
              x,
              TOP + i * LINE,
              length,
              BAR_HEIGHT));
      text(svg, x + (int) length + 6, baseline(i), "note", panel.texts().get(i));
    }
  }

  private static int baseline(int line) {
    return TOP + line * LINE + BAR_HEIGHT - 3;
  }

  private static void text(StringBuilder svg, int x, int y, String style, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(style, x, y, xml(text)));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
