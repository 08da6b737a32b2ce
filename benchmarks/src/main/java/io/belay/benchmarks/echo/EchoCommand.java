package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.Conditions;
import io.belay.benchmarks.process.Cpus;
import io.belay.benchmarks.process.NewJdk;
import io.belay.benchmarks.report.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares clients that send small requests to a server that echoes them. */
@Command(
    name = "echo",
    description = "Compares clients over one connection to an echo server in its own JVM.",
    mixinStandardHelpOptions = true)
public final class EchoCommand implements Callable<Integer> {
  private static final double MILLIS_PER_SECOND = 1e3;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--row",
      split = ",",
      paramLabel = "ROW",
      description = "Which clients, the first is what the others are compared to; --list has all.")
  private List<String> rows = List.of();

  @Option(names = "--list", description = "List the clients.")
  private boolean list;

  @Option(
      names = "--outstanding",
      split = ",",
      paramLabel = "N",
      description = "How many requests are on their way at a time: 1,64,1024.")
  private List<Integer> outstanding = List.of();

  @Option(
      names = "--body",
      split = ",",
      paramLabel = "BYTES",
      description = "Length of the bodies: 64, and 4096 with 64 on their way.")
  private List<Integer> bodies = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "1.5",
      description = "For how long in each round: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "4",
      description = "CPU seconds that each uses before the first round: ${DEFAULT-VALUE}.")
  private double warmup;

  @Option(
      names = "--publish",
      description = "Write the figures to benchmarks/results and docs, not to benchmarks/target.")
  private boolean publish;

  /** Made by picocli. */
  public EchoCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Arrays.stream(Row.values()).forEach(row -> out.printf("%-16s%s%n", row.label(), row.title()));
      return 0;
    }
    EchoPlan plan = plan();
    Conditions conditions = Conditions.now(plan.cpus());
    out.println(conditions.sentence());
    Progress progress = new Progress(spec.commandLine().getErr(), plan.steps());
    EchoRun run = new EchoRun(plan, progress);
    List<RowResult> results = new ArrayList<>();
    boolean complete = true;
    for (Shape shape : plan.shapes()) {
      List<RowResult> ofShape = run.measure(shape);
      progress.clear();
      complete &= ofShape.size() == plan.rows().size();
      results.addAll(ofShape);
      if (!ofShape.isEmpty()) {
        out.printf("%n%s%n%n%s", shape, new EchoTable(ofShape).markdown());
        out.flush();
      }
    }
    Path root = Path.of(System.getProperty("belay.root", "."));
    EchoFiles files = publish ? EchoFiles.published(root) : EchoFiles.unpublished(root);
    files.write(new EchoResult(conditions, warmup, seconds, results));
    out.printf("%nfigures: %s, charts: %s%n", files.json(), files.charts());
    return complete ? 0 : 1;
  }

  private EchoPlan plan() throws Exception {
    Optional<Path> newJdk = NewJdk.find();
    return new EchoPlan(
        chosenRows(newJdk),
        shapes(),
        rounds,
        millis(warmup),
        millis(seconds),
        Cpus.twoOfThisMachine(),
        newJdk);
  }

  private List<Shape> shapes() {
    if (outstanding.isEmpty() && bodies.isEmpty()) {
      return Shape.DEFAULT;
    }
    List<Integer> counts = outstanding.isEmpty() ? List.of(1, 64, 1024) : outstanding;
    List<Integer> lengths = bodies.isEmpty() ? List.of(64) : bodies;
    return lengths.stream()
        .flatMap(length -> counts.stream().map(count -> new Shape(count, length)))
        .toList();
  }

  private List<Row> chosenRows(Optional<Path> newJdk) {
    Stream<Row> chosen =
        rows.isEmpty() ? Arrays.stream(Row.values()) : rows.stream().map(Row::named);
    return chosen.filter(row -> runsHere(row, newJdk)).toList();
  }

  private boolean runsHere(Row row, Optional<Path> newJdk) {
    Optional<String> missing = row.missing(newJdk);
    missing.ifPresent(
        reason -> spec.commandLine().getErr().printf("left out: %s: %s%n", row.label(), reason));
    return missing.isEmpty();
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS_PER_SECOND));
  }
}
