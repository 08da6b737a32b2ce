package io.belay.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in Markdown whose columns are aligned, so that it reads well in a terminal too: the first
 * to the left, the others to the right. Used by one thread.
 */
public final class MarkdownTable {
  private static final int MIN_WIDTH = 3;

  private final List<List<String>> lines = new ArrayList<>();

  /** Makes one with a header. */
  public MarkdownTable(List<String> header) {
    lines.add(List.copyOf(header));
  }

  /** Adds a line, with as many cells as the header. */
  public void add(List<String> cells) {
    int columns = lines.get(0).size();
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "cells: %d (expected: %d)".formatted(cells.size(), columns));
    }
    lines.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    append(table, lines.get(0));
    for (int column = 0; column < lines.get(0).size(); column++) {
      String dashes = "-".repeat(width(column) - 1);
      table.append(column == 0 ? "| -" + dashes + " " : "| " + dashes + ": ");
    }
    table.append("|\n");
    lines.stream().skip(1).forEach(line -> append(table, line));
    return table.toString();
  }

  private void append(StringBuilder table, List<String> line) {
    for (int column = 0; column < line.size(); column++) {
      String format = column == 0 ? "| %-" + width(column) + "s " : "| %" + width(column) + "s ";
      table.append(format.formatted(line.get(column)));
    }
    table.append("|\n");
  }

  private int width(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).reduce(MIN_WIDTH, Math::max);
  }
}
