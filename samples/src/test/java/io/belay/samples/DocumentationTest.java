package io.belay.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java snippet in the README and in docs/ compiles against what the build has made. */
class DocumentationTest {
  private static final Path ROOT = Page.ROOT;

  // What a reader's IDE would import.
  private static final String IMPORTS =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.belay.client.*;
      import io.belay.client.error.*;
      import io.belay.client.metrics.*;
      import io.belay.client.protocol.*;
      import io.belay.codec.*;
      import io.belay.heartbeat.*;
      import io.belay.samples.line.*;
      import io.belay.samples.redis.*;
      import io.github.resilience4j.circuitbreaker.*;
      import io.github.resilience4j.ratelimiter.*;
      import io.github.resilience4j.retry.*;
      import io.micrometer.core.instrument.*;
      import io.micrometer.core.instrument.config.*;
      import io.micrometer.core.instrument.distribution.*;
      import io.micrometer.core.instrument.simple.*;
      import io.netty.buffer.*;
      import io.netty.channel.*;
      import io.netty.handler.codec.*;
      import java.nio.file.Path;
      import java.time.Duration;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.function.*;
      """;

  @TempDir Path classes;

  private record Snippet(Page page, int line, String code) {
    @Override
    public String toString() {
      return "%s:%d".formatted(page, line);
    }

    String source() {
      String name = "Snippet";
      return code.contains("class ") || code.contains("interface ")
          ? IMPORTS + code
          : "%s class %s { void run() throws Exception {%n%s%n} }".formatted(IMPORTS, name, code);
    }
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Page.Block block : page.blocks()) {
        if (block.language().equals("java")) {
          snippets.add(new Snippet(page, block.line(), block.text()));
        }
      }
    }
    return snippets;
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aSnippetMustCompile(Snippet snippet) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"));
    boolean compiles =
        compiler
            .getTask(output, null, null, options, null, List.of(inMemory(snippet.source())))
            .call();

    assertThat(compiles).as("%s%n%s", output, snippet.source()).isTrue();
  }

  @Test
  void theReadmesFirstJavaMustStandWithinItsFirst25Lines() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    int start = lines.indexOf("```java");
    int end = lines.subList(start, lines.size()).indexOf("```") + start;

    assertThat(start).isPositive();
    assertThat(end).isLessThan(25);
  }

  /** What the page walks through is what the tests run. */
  @Test
  void theWalkThroughMustBeTheSampleItself() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/protocols.md"));
    String sample =
        Files.readString(
            ROOT.resolve("samples/src/main/java/io/belay/samples/line/LineProtocol.java"));
    String code = sample.substring(sample.indexOf("final class")).replace("@Nullable ", "").strip();

    assertThat(page).contains("```java\n" + code + "\n```");
  }

  /** What it is, its use, its limits, its defaults, its price: in the order in which one asks. */
  @Test
  void theReadmesFirstScreenMustSayWhatItIsAndWhatItIsNot() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    int defaults = lines.indexOf("## What you get without asking");
    int chart =
        lines.indexOf(
            "![requests a second, and a second of CPU, beside other clients](docs/charts/echo-64-64.svg)");

    assertThat(lines.stream().filter(each -> each.startsWith("## ")))
        .startsWith(
            "## Use it",
            "## What it does not do",
            "## What you get without asking",
            "## What it costs");
    assertThat(lines.subList(0, defaults)).contains("  <artifactId>belay-client-core</artifactId>");
    assertThat(defaults).as("the end of the first screen").isLessThan(50);
    assertThat(lines.indexOf("<!-- defaults: renewed by DefaultsTableTest -->"))
        .isBetween(defaults, chart);
  }

  @Test
  void everyRelativeLinkMustLeadSomewhere() throws IOException {
    Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    for (Page page : Page.all()) {
      Matcher found = link.matcher(page.prose());
      while (found.find()) {
        Path target =
            found.group(1).isEmpty() ? page.file() : page.file().resolveSibling(found.group(1));
        String where = "%s in %s".formatted(found.group(), page);
        assertThat(target).as(where).exists();
        if (found.group(2) != null) {
          assertThat(new Page(target.normalize()).anchors()).as(where).contains(found.group(2));
        }
      }
    }
  }

  /** What a page says of a test, it says of one that there is. */
  @Test
  void everyTestThatIsNamedMustExist() throws IOException {
    Pattern test = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    Map<String, String> tests = sources("Test.java");
    for (Page page : Page.all()) {
      Matcher found = test.matcher(page.text());
      while (found.find()) {
        String where = "%s in %s".formatted(found.group(), page);
        assertThat(tests).as(where).containsKey(found.group(1));
        if (found.group(2) != null) {
          assertThat(tests.get(found.group(1))).as(where).contains(" " + found.group(2) + "(");
        }
      }
    }
  }

  /** The sources whose names end so, by the name of their class. */
  static Map<String, String> sources(String ending) throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("codec", "heartbeat", "client-core", "samples", "benchmarks")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(ending)).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static JavaFileObject inMemory(String source) {
    return new SimpleJavaFileObject(
        URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
