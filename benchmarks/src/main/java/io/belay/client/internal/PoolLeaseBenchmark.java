package io.belay.client.internal;

import io.belay.client.Lease;
import io.belay.client.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs a thread that is no event loop to lease one of four idle connections and to give it
 * back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolLeaseBenchmark {
  private final IdlePool pool = new IdlePool(4);

  /** Ends its event loops. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** In a block that no more is known of the lease outside of it. */
  @Benchmark
  public void leaseAndClose() {
    pool.leases.acquire(RequestOptions.DEFAULT).close();
  }

  /** The lease is seen by others, so that it must be an object. */
  @Benchmark
  public void leaseKeepAndClose(Blackhole others) {
    Lease<byte[], byte[]> lease = pool.leases.acquire(RequestOptions.DEFAULT);
    others.consume(lease);
    lease.close();
  }
}
