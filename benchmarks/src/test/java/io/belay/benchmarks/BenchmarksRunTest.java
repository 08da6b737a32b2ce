package io.belay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksRunTest {

  /** In this process and for a moment: no figure means anything, but every fixture is used. */
  @Test
  void everyBenchmarkMustRun() throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true");
    Options options =
        new OptionsBuilder()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(20))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(options).run();

    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark().replaceAll(".*\\.(?=\\w+\\.)", ""))
        .containsExactlyInAnyOrder(
            "DecodeBenchmark.belay",
            "DecodeBenchmark.lengthField",
            "EncodeBenchmark.bufferABurst",
            "EncodeBenchmark.bufferAFrame",
            "AnswerBenchmark.belay",
            "AnswerBenchmark.lengthFieldAndMap",
            "AnswerBenchmark.lengthFieldAndConcurrentMap",
            "PlaceBenchmark.belay",
            "PlaceBenchmark.semaphore",
            "PlaceBenchmark.exclusive",
            "PoolChoiceBenchmark.belay",
            "PoolChoiceBenchmark.concurrentBag",
            "PoolChoiceBenchmark.fixedChannelPool",
            "PoolChoiceBenchmark.genericObjectPool",
            "PoolChoiceBenchmark.semaphore",
            "PoolLeaseBenchmark.leaseAndClose",
            "PoolLeaseBenchmark.leaseKeepAndClose",
            "RetryBenchmark.answerWithConfig",
            "RetryBenchmark.answerWithRetry",
            "RetryBenchmark.budget",
            "RetryBenchmark.firstAttempt",
            "RetryBenchmark.longAdder",
            "RetryBenchmark.nextAttempt");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
