package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.ChildJvm;
import io.belay.benchmarks.process.JvmPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures all rows under one load: each client is a JVM that lives through all rounds, and only
 * one of them has anything to do at a time.
 */
final class EchoRun {
  private static final Duration START = Duration.ofSeconds(30);

  /** The same for all, so that no row is helped or hurt by how many processors the JVM sees. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Dslf4j.internal.verbosity=ERROR");

  /** From JDK 24 on, Netty's natives and its use of Unsafe are warned of without these. */
  private static final List<String> NEW_JDK_OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final EchoPlan plan;
  private final Consumer<String> progress;

  EchoRun(EchoPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Returns one result a row, in the plan's order. */
  List<RowResult> measure(Shape shape) throws IOException, InterruptedException {
    List<Contestant> contestants = new ArrayList<>();
    try (ChildJvm server = startServer()) {
      int port = server.await(Integer.class, START);
      for (Row row : plan.rows()) {
        progress.accept("%s: warming %s".formatted(shape, row.label()));
        Contestant contestant =
            new Contestant(row, startClient(row, port, server.pid(), shape), new ArrayList<>());
        contestants.add(contestant);
        contestant.client().await(String.class, START);
        contestant.run(plan.warmup());
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        for (Contestant contestant : contestants) {
          progress.accept(
              "%s: round %d of %d, %s"
                  .formatted(shape, round, plan.rounds(), contestant.row().label()));
          contestant.rounds().add(contestant.run(plan.measured()));
        }
      }
    } finally {
      contestants.forEach(contestant -> contestant.client().close());
    }
    return contestants.stream().map(contestant -> contestant.result(shape)).toList();
  }

  private ChildJvm startServer() throws IOException {
    return ChildJvm.start(
        JvmPlan.likeThisOne(FramedEchoServer.class)
            .with(JVM_OPTIONS)
            .pinnedTo(plan.cpus().server()));
  }

  private ChildJvm startClient(Row row, int port, long serverPid, Shape shape) throws IOException {
    JvmPlan jvm =
        JvmPlan.likeThisOne(
                EchoClientMain.class,
                row.label(),
                Integer.toString(port),
                Long.toString(serverPid),
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

  /** A row's client, and what it did so far. */
  private record Contestant(Row row, ChildJvm client, List<Measurement> rounds) {

    Measurement run(Duration duration) throws IOException, InterruptedException {
      return client.ask(
          Long.toString(duration.toMillis()), Measurement.class, duration.plus(START));
    }

    RowResult result(Shape shape) {
      return new RowResult(row.label(), shape.outstanding(), shape.bodyBytes(), rounds);
    }
  }
}
