package io.belay.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the documentation, as its reader's browser takes it apart. */
record Page(Path file) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)[^\\n]*\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

  /**
   * What stands between two fences.
   *
   * @param language what the first one says, or nothing
   * @param line where its text begins
   */
  record Block(String language, int line, String text) {}

  /** The pages beside the README, and all in docs/. */
  static List<Page> all() throws IOException {
    List<Page> all = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(each -> each.toString().endsWith(".md")).map(Page::new).forEach(all::add);
      }
    }
    return all;
  }

  String text() throws IOException {
    return Files.readString(file);
  }

  List<Block> blocks() throws IOException {
    String text = text();
    List<Block> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      int line = (int) text.substring(0, found.start(2)).lines().count() + 1;
      blocks.add(new Block(found.group(1), line, found.group(2)));
    }
    return blocks;
  }

  /** All that is not in a block. */
  String prose() throws IOException {
    return BLOCK.matcher(text()).replaceAll("");
  }

  /** What a link's # may lead to: the headings, as GitHub writes them. */
  Set<String> anchors() throws IOException {
    return HEADING
        .matcher(prose())
        .results()
        .map(heading -> LINK_TEXT.matcher(heading.group(1)).replaceAll("$1"))
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
