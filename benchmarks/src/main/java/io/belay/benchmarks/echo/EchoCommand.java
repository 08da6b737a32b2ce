package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.Conditions;
import io.belay.benchmarks.process.Cpus;
import io.belay.benchmarks.process.Json;
import io.belay.benchmarks.process.NewJdk;
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
      defaultValue = "1,64,1024",
      description = "How many requests are on their way at a time: ${DEFAULT-VALUE}.")
  private List<Integer> outstanding = List.of();

  @Option(
      names = "--body",
      split = ",",
      defaultValue = "64",
      description = "Length of the bodies in bytes: ${DEFAULT-VALUE}.")
  private List<Integer> bodies = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "For how long in each round: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "5",
      description = "Seconds that each runs before the first round: ${DEFAULT-VALUE}.")
  private double warmup;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to this file.")
  private Optional<Path> json = Optional.empty();

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
    out.println(conditions);
    EchoRun run = new EchoRun(plan, spec.commandLine().getErr()::println);
    List<RowResult> results = new ArrayList<>();
    for (Shape shape : plan.shapes()) {
      List<RowResult> ofShape = run.measure(shape);
      results.addAll(ofShape);
      out.printf("%n%s%n%n%s", shape, EchoTable.of(ofShape));
      out.flush();
    }
    if (json.isPresent()) {
      Json.write(json.get(), new EchoResult(conditions, warmup, seconds, results));
    }
    return 0;
  }

  private EchoPlan plan() throws Exception {
    Optional<Path> newJdk = NewJdk.find();
    return new EchoPlan(
        chosenRows(newJdk),
        bodies.stream()
            .flatMap(body -> outstanding.stream().map(count -> new Shape(count, body)))
            .toList(),
        rounds,
        millis(warmup),
        millis(seconds),
        Cpus.twoOfThisMachine(),
        newJdk);
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
