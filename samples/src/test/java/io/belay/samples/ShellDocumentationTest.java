package io.belay.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pages have a reader type is shell, and names what there is. */
class ShellDocumentationTest {
  private static final List<String> MODULES =
      List.of("codec", "heartbeat", "client-core", "samples", "benchmarks", "consumer");
  private static final Set<String> BENCHMARKS = Set.of("echo", "idle", "pool", "all");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`\\n]+)`(?!`)");
  private static final Pattern COMMAND =
      Pattern.compile(
          "^(samples/run|benchmarks/\\w+|[A-Z_]+=\\S+|mvn|jcmd|jfr|ss|nstat|sysctl|cat|ls) [\\w-].*",
          Pattern.MULTILINE);
  // Not of target/, which a build makes, nor of what stands for a name.
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w/.$-])((?:%s|docs|\\.ci)/(?!target)[\\w./-]+)(?![\\w/…<*])"
              .formatted(String.join("|", MODULES)));

  private record Shell(String where, String text) {
    @Override
    public String toString() {
      return where;
    }

    /** What a group of the pattern finds in it. */
    List<String> all(String pattern) {
      return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
    }
  }

  static List<Shell> blocks() throws IOException {
    return blocks(language -> language.equals("sh"));
  }

  private static List<Shell> blocks(Predicate<String> language) throws IOException {
    List<Shell> shells = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Page.Block block : page.blocks()) {
        if (language.test(block.language())) {
          shells.add(new Shell("%s:%d".formatted(page, block.line()), block.text()));
        }
      }
    }
    return shells;
  }

  /** The blocks, and what stands in backquotes: paths and single commands. */
  private static List<Shell> everything() throws IOException {
    List<Shell> all = new ArrayList<>(blocks());
    for (Page page : Page.all()) {
      SPAN.matcher(page.prose())
          .results()
          .map(span -> new Shell("`%s` in %s".formatted(span.group(1), page), span.group(1)))
          .forEach(all::add);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void aBlockMustBeShell(Shell shell) throws Exception {
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    bash.outputWriter().append(shell.text()).close();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(bash.waitFor()).as("%s%n%s", said, shell.text()).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void aBlockOfCommandsMustSayThatItIsShell() throws IOException {
    assertThat(blocks()).hasSizeGreaterThan(5);
    assertThat(blocks(String::isEmpty)).noneMatch(block -> COMMAND.matcher(block.text()).find());
  }

  @Test
  void everyPathMustExist() throws IOException {
    List<String> paths = new ArrayList<>();
    for (Shell shell : everything()) {
      for (MatchResult found : PATH.matcher(shell.text()).results().toList()) {
        assertThat(Page.ROOT.resolve(found.group(1))).as(shell.where()).exists();
        paths.add(found.group(1));
      }
    }
    assertThat(paths).contains("samples/run", "benchmarks/run", "benchmarks/stress", ".ci/run");
  }

  @Test
  void everySampleMustExist() throws IOException {
    Set<String> samples = Samples.commandLine().getSubcommands().keySet();
    List<String> named = new ArrayList<>();
    for (Shell shell : everything()) {
      List<String> here = shell.all("samples/run (\\S+)");
      assertThat(samples).as(shell.where()).containsAll(here);
      named.addAll(here);
    }
    assertThat(named).containsAll(samples);
  }

  /** One of the script's own, or, for JMH, a part of a benchmark's name. */
  @Test
  void everyBenchmarkMustExist() throws IOException {
    Path sources = Page.ROOT.resolve("benchmarks/src/main/java");
    String classes;
    try (Stream<Path> files = Files.walk(sources)) {
      classes = files.map(Path::getFileName).map(Path::toString).collect(Collectors.joining("\n"));
    }
    for (Shell shell : everything()) {
      assertThat(shell.all("benchmarks/run (\\w\\S*)"))
          .as(shell.where())
          .allMatch(name -> BENCHMARKS.contains(name) || classes.contains(name));
    }
  }

  @Test
  void mavenMustKnowWhatItIsToldOfModulesAndTests() throws IOException {
    Set<String> tests = DocumentationTest.sources("Test.java").keySet();
    for (Shell shell : everything()) {
      assertThat(listed(shell, "-pl (\\S+)")).as(shell.where()).isSubsetOf(MODULES);
      for (String glob : listed(shell, "-Dtest='?([^\\s']+)'?")) {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        assertThat(tests).as(shell.where()).anyMatch(test -> matcher.matches(Path.of(test)));
      }
    }
  }

  /** Of our properties: some POM or source reads it. */
  @Test
  void everyPropertyMustBeRead() throws IOException {
    String code = String.join("\n", poms()) + String.join("\n", sources());
    for (Shell shell : everything()) {
      for (String property : shell.all("-D((?:belay|lab|jazzer)\\.[\\w.]+)")) {
        assertThat(code.contains(property)).as("%s: %s", shell.where(), property).isTrue();
      }
    }
  }

  private static List<String> listed(Shell shell, String pattern) {
    return shell.all(pattern).stream().flatMap(list -> Arrays.stream(list.split(",", -1))).toList();
  }

  private static List<String> poms() throws IOException {
    List<String> poms = new ArrayList<>();
    for (String module : MODULES) {
      poms.add(Files.readString(Page.ROOT.resolve(module).resolve("pom.xml")));
    }
    poms.add(Files.readString(Page.ROOT.resolve("pom.xml")));
    return poms;
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = Page.ROOT.resolve(module).resolve("src");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }
}
