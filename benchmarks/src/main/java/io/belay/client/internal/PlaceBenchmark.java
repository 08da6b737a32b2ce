package io.belay.client.internal;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs a thread to judge a connection's load, take a place on it and give the place back,
 * while a second thread does the same on the same connection: the one word that callers share.
 */
/* In this package to reach the load as it is: on a class path that is allowed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Threads(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlaceBenchmark {
  private static final int MAX_IN_FLIGHT = 1024;
  private static final int CONNECTIONS = 4;

  private final Load load = new Load(MAX_IN_FLIGHT);
  private final Semaphore semaphore = new Semaphore(MAX_IN_FLIGHT);
  private final BlockingDeque<Integer> idle = new LinkedBlockingDeque<>();

  /** Opens the load, and fills the pool of idle connections. */
  public PlaceBenchmark() {
    load.lend(true);
    for (int i = 0; i < CONNECTIONS; i++) {
      idle.add(i);
    }
  }

  /** As Belay does: many requests share a connection, whose load is one atomic number. */
  @Benchmark
  public boolean belay() {
    boolean reserved = load.rank() != Load.NO_ROOM && load.tryReserve();
    if (reserved) {
      load.release();
    }
    return reserved;
  }

  /** The same bound kept by a semaphore. */
  @Benchmark
  public boolean semaphore() {
    boolean acquired = semaphore.tryAcquire();
    if (acquired) {
      semaphore.release();
    }
    return acquired;
  }

  /** A connection for each request, out of a deque of idle ones behind a lock. */
  @Benchmark
  public @Nullable Integer exclusive() {
    Integer connection = idle.pollFirst();
    if (connection != null) {
      idle.addFirst(connection);
    }
    return connection;
  }
}
