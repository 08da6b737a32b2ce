package io.belay.benchmarks.idle;

import io.belay.benchmarks.process.Conditions;
import io.belay.benchmarks.process.Cpus;
import io.belay.benchmarks.process.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares ways to keep idle connections pinged. */
@Command(
    name = "idle",
    description = "Compares what idle connections cost that are pinged every 5 s.",
    mixinStandardHelpOptions = true)
public final class IdleCommand implements Callable<Integer> {
  private static final double MILLIS_PER_SECOND = 1e3;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--row",
      split = ",",
      paramLabel = "ROW",
      description = "Which ways, the first is what the others are compared to; --list has all.")
  private List<String> rows = List.of();

  @Option(names = "--list", description = "List the ways.")
  private boolean list;

  @Option(
      names = "--connections",
      defaultValue = "10000",
      description = "How many connections each holds, a multiple of the ports: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--ports",
      defaultValue = "10",
      description = "How many ports of the server they go to: ${DEFAULT-VALUE}.")
  private int ports;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each is measured: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "For how long in each round: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds that each runs before that: ${DEFAULT-VALUE}.")
  private double warmup;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to this file.")
  private Optional<Path> json = Optional.empty();

  /** Made by picocli. */
  public IdleCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Arrays.stream(IdleRow.values())
          .forEach(row -> out.printf("%-16s%s%n", row.label(), row.title()));
      return 0;
    }
    IdlePlan plan =
        new IdlePlan(
            rows.isEmpty() ? List.of(IdleRow.values()) : rows.stream().map(IdleRow::named).toList(),
            connections,
            ports,
            rounds,
            Pings.IDLE,
            millis(warmup),
            millis(seconds),
            Cpus.twoOfThisMachine());
    Conditions conditions = Conditions.now(plan.cpus());
    out.println(conditions);
    List<IdleResult> results = new IdleRun(plan, spec.commandLine().getErr()::println).measure();
    out.printf("%n%,d connections%n%n%s", connections, IdleTable.of(results));
    out.flush();
    if (json.isPresent()) {
      Json.write(json.get(), new IdleReport(conditions, connections, seconds, results));
    }
    return 0;
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS_PER_SECOND));
  }
}
