package io.belay.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of which a benchmark writes a part: what stands between {@code <!-- NAME: begin -->} and
 * {@code <!-- NAME: end -->}, each on a line of its own.
 *
 * @param file the page
 */
public record Page(Path file) {

  /**
   * Puts other text there.
   *
   * @throws IOException if the page lacks the two lines, or cannot be read and written
   */
  public void replace(String name, String text) throws IOException {
    String page = Files.readString(file);
    String begin = "<!-- " + name + ": begin -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf("<!-- " + name + ": end -->");
    if (from < 0 || to < from) {
      throw new IOException("%s has no place for %s".formatted(file, name));
    }
    Files.writeString(
        file,
        page.substring(0, from + begin.length())
            + "\n"
            + text.strip()
            + "\n\n"
            + page.substring(to));
  }
}
