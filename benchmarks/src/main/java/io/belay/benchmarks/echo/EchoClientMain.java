package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.ParentJvm;
import java.time.Duration;

/** A row's client, in a process of its own. */
final class EchoClientMain {
  /** What is not measured at the start of every round, until the load runs evenly. */
  private static final Duration RAMP = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Tally tally = new Tally();
  private final long serverPid;

  private EchoClientMain(long serverPid) {
    this.serverPid = serverPid;
  }

  /** Arguments: the row, the server's port and process, how many outstanding, the body's length. */
  public static void main(String[] args) throws Exception {
    Row row = Row.named(args[0]);
    Shape shape = new Shape(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    EchoClientMain client = new EchoClientMain(Long.parseLong(args[2]));
    try (Load load = row.connect(Integer.parseInt(args[1]), shape, client.tally)) {
      ParentJvm.tell("ready");
      ParentJvm.serve(millis -> client.measure(load, Duration.ofMillis(Long.parseLong(millis))));
    }
    // Some peers leave threads behind that are not daemons.
    System.exit(0);
  }

  private Measurement measure(Load load, Duration duration) throws Exception {
    tally.run();
    load.start();
    Thread.sleep(RAMP.toMillis());
    tally.takeLatencies();
    Stopwatch start = Stopwatch.now(tally, serverPid);
    Thread.sleep(duration.toMillis());
    Measurement measured = Stopwatch.now(tally, serverPid).since(start, tally.takeLatencies());
    tally.stop(PATIENCE);
    return measured;
  }
}
