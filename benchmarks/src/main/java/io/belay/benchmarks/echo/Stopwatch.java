package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.AllocatedBytes;
import io.belay.benchmarks.process.CpuTime;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Everything that is counted, at one moment. */
record Stopwatch(
    long nanos, long ended, Duration clientCpu, Duration serverCpu, long allocatedBytes) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  static Stopwatch now(Tally tally, long serverPid) throws IOException {
    return new Stopwatch(
        System.nanoTime(),
        tally.ended(),
        CpuTime.ofThisProcess(),
        CpuTime.of(serverPid),
        AllocatedBytes.ofThisProcess());
  }

  /** What was done from then to now. */
  Measurement since(Stopwatch then, Histogram latencies) {
    return new Measurement(
        ended - then.ended,
        (nanos - then.nanos) / NANOS_PER_SECOND,
        clientCpu.minus(then.clientCpu).toNanos() / NANOS_PER_SECOND,
        serverCpu.minus(then.serverCpu).toNanos() / NANOS_PER_SECOND,
        allocatedBytes - then.allocatedBytes,
        latencies.getValueAtPercentile(50) / NANOS_PER_MICRO,
        latencies.getValueAtPercentile(99) / NANOS_PER_MICRO,
        latencies.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
        latencies.getMaxValue() / NANOS_PER_MICRO);
  }
}
