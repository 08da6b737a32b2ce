package io.belay.samples.client;

import static java.util.stream.Collectors.joining;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.metrics.BelayMeters;
import io.belay.samples.cli.Figures;
import io.belay.samples.cli.OrderlyExit;
import io.belay.samples.load.FailedRequest;
import io.belay.samples.load.Load;
import io.belay.samples.load.LoadPlan;
import io.belay.samples.load.LoadResult;
import io.belay.samples.load.Progress;
import io.belay.samples.load.Tally;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code samples/run echo-client}. */
@Command(
    name = "echo-client",
    description =
        "Sends requests to an echo server and checks every answer byte for byte. A request that"
            + " fails is counted, and the client goes on.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every request was answered.",
      "1:Some were not.",
      "2:The command line makes no sense.",
      "130:Ctrl-C or SIGTERM ended it early, with a summary."
    })
public final class EchoClientCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  @Mixin private final LoadOptions load = new LoadOptions();

  @Option(
      names = "--json",
      description = "Prints the summary as one JSON object, as the last line.")
  private boolean json;

  @Option(
      names = "--verbose",
      description = "Prints each failure and each connection's events as they happen.")
  private boolean verbose;

  @Option(
      names = "--meters",
      description = "Prints the client's meters at the end, as Micrometer has them.")
  private boolean meters;

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private List<String> meterTable = List.of();

  private final long startNanos = System.nanoTime();

  @Spec private CommandSpec spec = CommandSpec.create();

  private EchoClientCommand() {}

  @Override
  public Integer call() {
    Consumer<String> log = verbose ? this::log : line -> {};
    Tally tally = new Tally(failed -> log.accept(describe(failed)));
    ConnectionEvents events = new ConnectionEvents(log);
    LoadPlan plan = load.plan();
    BelayClient<byte[], byte[]> client =
        connection.builder(plan.bytesUnderWay()).listener(events).build();
    if (meters) {
      // Until the client closes.
      var unused = BelayMeters.bind(client, registry);
    }
    Load requests = load.load(client, tally);
    AtomicBoolean interrupted = new AtomicBoolean();
    Runnable onSignal =
        () -> {
          interrupted.set(true);
          requests.stop();
        };
    return OrderlyExit.run(
        onSignal,
        () -> {
          LoadResult result = tally.result(run(client, requests, plan, tally));
          print(plan, result, events);
          return exitCode(result, interrupted.get());
        });
  }

  /** Closes the client too: the summary is the last that is printed. */
  private Duration run(
      BelayClient<byte[], byte[]> client, Load requests, LoadPlan plan, Tally tally) {
    Runnable endOfProgress = verbose ? () -> {} : progress(plan, tally);
    try (client) {
      Duration took = requests.run();
      // They go when the client closes.
      meterTable = MeterTable.of(registry);
      return took;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    } finally {
      endOfProgress.run();
    }
  }

  private static Runnable progress(LoadPlan plan, Tally tally) {
    Optional<Duration> duration = plan.duration();
    if (duration.isEmpty()) {
      return Progress.show("echo", plan.count(), tally::ended);
    }
    long startNanos = System.nanoTime();
    LongSupplier elapsedMillis = () -> (System.nanoTime() - startNanos) / 1_000_000;
    return Progress.show("echo, ms", duration.get().toMillis(), elapsedMillis);
  }

  private void print(LoadPlan plan, LoadResult result, ConnectionEvents events) {
    PrintWriter out = spec.commandLine().getOut();
    String endpoints =
        connection.endpoints().stream().map(Endpoint::toString).collect(joining(", "));
    new SummaryText(out)
        .print(
            "%s of %s to %s, %s"
                .formatted(
                    Figures.count(result.sent(), "request"),
                    Figures.count(plan.size(), "byte"),
                    endpoints,
                    load.pace()),
            result,
            events);
    if (meters) {
      out.println("meters, but for those at zero");
      meterTable.forEach(out::println);
    }
    if (json) {
      out.println(SummaryJson.of(result, events));
    }
    out.flush();
  }

  private static int exitCode(LoadResult result, boolean interrupted) {
    if (interrupted) {
      return INTERRUPTED;
    }
    return result.isFlawless() ? 0 : 1;
  }

  private void log(String line) {
    PrintWriter out = spec.commandLine().getOut();
    long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    out.printf("%,9d ms  %s%n", millis, line);
    out.flush();
  }

  private static String describe(FailedRequest failed) {
    return "request failed after %d ms: %s: %s"
        .formatted(failed.after().toMillis(), failed.kind().type(), failed.failure().getMessage());
  }
}
