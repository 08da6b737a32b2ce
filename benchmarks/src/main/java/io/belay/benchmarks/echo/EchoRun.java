package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.ChildJvm;
import io.belay.benchmarks.process.JvmPlan;
import io.belay.benchmarks.report.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all rows under one load: each client is a JVM that lives through all rounds, and only
 * one of them has anything to do at a time.
 */
final class EchoRun {
  private static final Duration START = Duration.ofMinutes(2);

  private static final int MAX_WARMUPS = 5;
  private static final double NANOS_PER_SECOND = 1e9;

  /** The same for all, so that no row is helped or hurt by how many processors the JVM sees. */
  // Netty's allocator takes a maximum of 512 MiB or less for a small machine, and is slower.
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms640m", "-Xmx640m", "-Dslf4j.internal.verbosity=ERROR");

  /** From JDK 24 on, Netty's natives and its use of Unsafe are warned of without these. */
  private static final List<String> NEW_JDK_OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final EchoPlan plan;
  private final Progress progress;

  EchoRun(EchoPlan plan, Progress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Returns one result a row, in the plan's order. A row that cannot be measured is said to be left
   * out, and the others go on.
   */
  List<RowResult> measure(Shape shape) throws InterruptedException {
    Map<EchoServer, Server> servers = new EnumMap<>(EchoServer.class);
    List<Contestant> contestants = new ArrayList<>();
    try {
      for (Row row : plan.rows()) {
        progress.step("%s: warming %s".formatted(shape, row.label()));
        try {
          Contestant contestant = start(row, servers, shape);
          contestants.add(contestant);
          contestant.client().await(String.class, START);
          contestant.warm(plan.warmup());
        } catch (IOException e) {
          leaveOut(row, contestants, e);
        }
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        for (Contestant contestant : List.copyOf(contestants)) {
          String label = contestant.row().label();
          progress.step("%s: round %d of %d, %s".formatted(shape, round, plan.rounds(), label));
          try {
            contestant.rounds().add(contestant.run(plan.measured()));
          } catch (IOException e) {
            leaveOut(contestant.row(), contestants, e);
          }
        }
      }
    } finally {
      contestants.forEach(contestant -> contestant.client().close());
      servers.values().forEach(server -> server.jvm().close());
    }
    return contestants.stream().map(contestant -> contestant.result(shape)).toList();
  }

  private void leaveOut(Row row, List<Contestant> contestants, IOException why) {
    progress.note("left out: %s: %s".formatted(row.label(), why.getMessage()));
    for (Contestant contestant : List.copyOf(contestants)) {
      if (contestant.row() == row) {
        contestant.client().close();
        contestants.remove(contestant);
      }
    }
  }

  private Contestant start(Row row, Map<EchoServer, Server> servers, Shape shape)
      throws IOException, InterruptedException {
    Server server = servers.get(row.server());
    if (server == null) {
      server = startServer(row.server());
      servers.put(row.server(), server);
    }
    return new Contestant(row, startClient(row, server, shape), new ArrayList<>());
  }

  private Server startServer(EchoServer server) throws IOException, InterruptedException {
    ChildJvm jvm =
        ChildJvm.start(
            JvmPlan.likeThisOne(server.main()).with(JVM_OPTIONS).pinnedTo(plan.cpus().server()));
    return new Server(jvm, jvm.await(Integer.class, START));
  }

  private ChildJvm startClient(Row row, Server server, Shape shape) throws IOException {
    JvmPlan jvm =
        JvmPlan.likeThisOne(
                EchoClientMain.class,
                row.label(),
                Integer.toString(server.port()),
                Long.toString(server.jvm().pid()),
                Integer.toString(shape.outstanding()),
                Integer.toString(shape.bodyBytes()))
            .named(row.label())
            .with(JVM_OPTIONS)
            .pinnedTo(plan.cpus().client());
    if (row.needsNewJdk()) {
      jvm = jvm.on(plan.newJdk().orElseThrow()).with(NEW_JDK_OPTIONS);
    }
    return ChildJvm.start(jvm);
  }

  /** What clients connect to. */
  private record Server(ChildJvm jvm, int port) {}

  /** A row's client, and what it did so far. */
  private record Contestant(Row row, ChildJvm client, List<Measurement> rounds) {

    Measurement run(Duration duration) throws IOException, InterruptedException {
      return client.ask(
          Long.toString(duration.toMillis()), Measurement.class, duration.plus(START));
    }

    /** Until its process has used so much CPU time, since that is what the compiler waits for. */
    void warm(Duration cpuTime) throws IOException, InterruptedException {
      double missing = cpuTime.toNanos() / NANOS_PER_SECOND;
      for (int i = 0; i < MAX_WARMUPS && missing > 0; i++) {
        missing -= run(cpuTime).clientCpuSeconds();
      }
    }

    RowResult result(Shape shape) {
      return new RowResult(row.label(), shape, rounds);
    }
  }
}
