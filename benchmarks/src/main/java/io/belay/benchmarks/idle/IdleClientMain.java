package io.belay.benchmarks.idle;

import io.belay.benchmarks.process.CpuTime;
import io.belay.benchmarks.process.ParentJvm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A row's client, in a process of its own. */
final class IdleClientMain {
  static final String CPU = "cpu";
  static final String MEMORY = "memory";

  private static final int REHEARSED_PER_PORT = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Keeper keeper;
  private final Occupied before;

  private IdleClientMain(Keeper keeper, Occupied before) {
    this.keeper = keeper;
    this.before = before;
  }

  /** Arguments: the row, how many connections, over how many ms they are opened, the ports. */
  public static void main(String[] args) {
    int exitCode = 0;
    try {
      run(
          IdleRow.named(args[0]),
          Integer.parseInt(args[1]),
          Duration.ofMillis(Long.parseLong(args[2])),
          Arrays.stream(args).skip(3).map(Integer::valueOf).toList());
    } catch (Throwable failure) {
      failure.printStackTrace();
      exitCode = 1;
    }
    // The event loops would live on.
    System.exit(exitCode);
  }

  private static void run(IdleRow row, int connections, Duration spread, List<Integer> ports)
      throws Exception {
    // Classes, and all else that there is once, are not what a connection costs.
    try (Keeper rehearsal = row.open(ports, REHEARSED_PER_PORT * ports.size(), Duration.ZERO)) {
      rehearsal.loop();
    }
    Occupied before = Occupied.now();
    try (Keeper keeper = row.open(ports, connections, spread)) {
      IdleClientMain client = new IdleClientMain(keeper, before);
      ParentJvm.tell("ready");
      ParentJvm.serve(client::sample);
    }
  }

  private IdleSample sample(String what) throws Exception {
    Occupied now = what.equals(MEMORY) ? Occupied.now() : before;
    return new IdleSample(
        CpuTime.ofThisProcess().toNanos() / NANOS_PER_SECOND,
        ManagementFactory.getThreadMXBean().getThreadCpuTime(keeper.loop().getId())
            / NANOS_PER_SECOND,
        now.heapBytes() - before.heapBytes(),
        now.directBytes() - before.directBytes());
  }
}
