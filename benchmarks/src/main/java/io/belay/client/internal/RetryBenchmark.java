package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.RetryBudget;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.github.resilience4j.retry.Retry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What retries cost a request that needs none, by the way that they are configured, and what it
 * costs one that does to choose another connection of four.
 */
/* In this package to reach the parts as they are: on a class path that is allowed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RetryBenchmark {
  private static final int CONNECTIONS = 4;

  private final Budget.RequestCount count =
      new Budget(RetryBudget.DEFAULT, 0).count(new EmbeddedChannel().eventLoop());
  private final LongAdder adder = new LongAdder();
  private final RetryPolicy byConfig = new RetryPolicy(Retry.ofDefaults("ours"), false);
  private final RetryPolicy theirs = new RetryPolicy(Retry.ofDefaults("theirs"), true);
  private final ReadyConnections<byte[], byte[]> ready = new ReadyConnections<>();
  private final Attempts earlier = new Attempts();

  /** Fills the pool, one of whose connections has failed. */
  public RetryBenchmark() {
    for (int i = 0; i < CONNECTIONS; i++) {
      ready.add(new IdleConnection(i));
    }
    Identity failed =
        new Identity(new Endpoint("127.0.0.1", 9000), 0, "idle-0", Ticker.systemTicker());
    earlier.failed(BelayFailures.peerClosed(failed.context(Phase.AWAIT, Delivery.NOT_SENT)));
  }

  /** The budget: a request that a connection takes. */
  @Benchmark
  public void budget() {
    count.oneMore();
  }

  /** The same with the JDK's counter for many threads. */
  @Benchmark
  public void longAdder() {
    adder.increment();
  }

  /** An answer to a first attempt, with a {@code RetryConfig}. */
  @Benchmark
  public @Nullable Object answerWithConfig() {
    return byConfig.hearsOfAnswers() ? byConfig.accepted(null) : null;
  }

  /** An answer to a first attempt, with a {@code Retry} of the user's, who hears of it. */
  @Benchmark
  public @Nullable Object answerWithRetry() {
    return theirs.hearsOfAnswers() ? theirs.accepted(null) : null;
  }

  /** The least loaded connection. */
  @Benchmark
  public @Nullable Object firstAttempt() {
    return released(ready.reserve());
  }

  /** Another one than that which failed. */
  @Benchmark
  public @Nullable Object nextAttempt() {
    return released(ready.reserveAvoiding(earlier));
  }

  private static @Nullable Object released(@Nullable PooledConnection<byte[], byte[]> reserved) {
    if (reserved != null) {
      reserved.load.release();
    }
    return reserved;
  }
}
