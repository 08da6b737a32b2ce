package io.belay.samples.demo;

import io.belay.client.error.BelayException;
import io.belay.client.error.Errno;
import java.io.PrintWriter;
import java.util.List;

/** Tells the story: plain text in a pipe, with colours on a terminal. */
final class Narrator {
  private static final int WIDTH = 88;
  private static final String INDENT = "   ";

  private enum Colour {
    BOLD("1"),
    GREEN("32"),
    RED("1;31"),
    YELLOW("33"),
    DIM("2");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private final PrintWriter out;
  private final boolean colours;

  Narrator(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void opening(String title, String text) {
    line(paint(Colour.BOLD, title));
    wrapped("", text);
  }

  void scene(int number, String title) {
    line("");
    line(paint(Colour.BOLD, "%2d %s".formatted(number, title)));
  }

  /** What is done, or seen. */
  void say(String text) {
    wrapped(INDENT, text);
  }

  /** A failure as the client's user gets it, and what it tells them to do. */
  void failure(BelayException failure) {
    String errno =
        failure.errno().filter(known -> known != Errno.UNKNOWN).map(e -> " " + e).orElse("");
    line(
        INDENT
            + paint(Colour.YELLOW, failure.getClass().getSimpleName() + errno)
            + "  phase %s, delivery %s".formatted(failure.phase(), failure.delivery()));
    wrapped(INDENT + "→ ", failure.remedy());
  }

  void finding(Finding finding) {
    line(
        INDENT
            + mark(finding)
            + " %s: %s (promised: %s)"
                .formatted(finding.what(), finding.measured(), finding.promised()));
  }

  void table(List<String> titles, List<Finding> findings) {
    line("");
    line(paint(Colour.BOLD, row(" ", "what happened", "what came of it", "measured", "promised")));
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      line(
          row(
              mark(finding),
              titles.get(i),
              finding.what(),
              finding.measured(),
              finding.promised()));
    }
  }

  void end(boolean good, String text) {
    line("");
    line(paint(good ? Colour.GREEN : Colour.RED, text));
  }

  private static String row(String mark, String a, String b, String c, String d) {
    return "%s %-31s %-40s %-13s %s".formatted(mark, a, b, c, d);
  }

  private String mark(Finding finding) {
    return finding.holds() ? paint(Colour.GREEN, "✓") : paint(Colour.RED, "✗");
  }

  private void wrapped(String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        line(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(indent.length()));
      }
      line.append(word).append(' ');
    }
    line(line.toString().stripTrailing());
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  private String paint(Colour colour, String text) {
    return colours ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }
}
