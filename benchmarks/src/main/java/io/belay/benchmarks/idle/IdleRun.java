package io.belay.benchmarks.idle;

import io.belay.benchmarks.process.ChildJvm;
import io.belay.benchmarks.process.JvmPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures all rows in turn, round by round. Connections that are idle cannot be told to rest, so
 * each row and round has JVMs of its own, and nothing else runs beside them.
 */
final class IdleRun {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The same for all, so that no row is helped or hurt by how many processors the JVM sees. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Dslf4j.internal.verbosity=ERROR");

  private final IdlePlan plan;
  private final Consumer<String> progress;

  IdleRun(IdlePlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Returns one result a row, in the plan's order. */
  List<IdleResult> measure() throws IOException, InterruptedException {
    List<IdleResult> results =
        plan.rows().stream().map(row -> new IdleResult(row.label(), new ArrayList<>())).toList();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (int i = 0; i < results.size(); i++) {
        IdleRow row = plan.rows().get(i);
        IdleRound measured = measure(row);
        results.get(i).rounds().add(measured);
        progress.accept(
            "round %d of %d, %s: %.2f µs a ping, %,.0f bytes a connection"
                .formatted(
                    round,
                    plan.rounds(),
                    row.label(),
                    measured.processCpuMicros(),
                    measured.bytes()));
      }
    }
    return results;
  }

  private IdleRound measure(IdleRow row) throws IOException, InterruptedException {
    try (ChildJvm server = startServer()) {
      int[] ports = server.await(int[].class, PATIENCE);
      try (ChildJvm client = startClient(row, ports)) {
        client.await(String.class, PATIENCE);
        Thread.sleep(plan.warmup().toMillis());
        long pingsBefore = pings(server);
        IdleSample before = client.ask(IdleClientMain.CPU, IdleSample.class, PATIENCE);
        Thread.sleep(plan.measured().toMillis());
        long pings = pings(server) - pingsBefore;
        IdleSample after = client.ask(IdleClientMain.CPU, IdleSample.class, PATIENCE);
        IdleSample memory = client.ask(IdleClientMain.MEMORY, IdleSample.class, PATIENCE);
        return new IdleRound(
            pings,
            (after.processCpuSeconds() - before.processCpuSeconds()) * 1e6 / pings,
            (after.loopCpuSeconds() - before.loopCpuSeconds()) * 1e6 / pings,
            (double) memory.heapBytes() / plan.connections(),
            (double) memory.directBytes() / plan.connections());
      }
    }
  }

  private static long pings(ChildJvm server) throws IOException, InterruptedException {
    return server.ask("pings", Long.class, PATIENCE);
  }

  private ChildJvm startServer() throws IOException {
    return ChildJvm.start(
        JvmPlan.likeThisOne(IdleServer.class, Integer.toString(plan.ports()))
            .with(JVM_OPTIONS)
            .pinnedTo(plan.cpus().server()));
  }

  private ChildJvm startClient(IdleRow row, int[] ports) throws IOException {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    row.label(),
                    Integer.toString(plan.connections()),
                    Long.toString(plan.spread().toMillis())),
                IntStream.of(ports).mapToObj(Integer::toString))
            .toArray(String[]::new);
    return ChildJvm.start(
        JvmPlan.likeThisOne(IdleClientMain.class, arguments)
            .named(row.label())
            .with(JVM_OPTIONS)
            .pinnedTo(plan.cpus().client()));
  }
}
