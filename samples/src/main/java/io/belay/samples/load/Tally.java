package io.belay.samples.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what became of requests. Safe for use by many threads. */
public final class Tally {
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;
  private static final int KEPT_FAILURES = 20;

  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final Histogram latency = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
  private final Consumer<FailedRequest> onFailure;

  // Guarded by this. Failures are few: what fails is paced.
  private final Map<FailureKind, Long> failures = new LinkedHashMap<>();
  private final Map<FailureKind, FailedRequest> samples = new LinkedHashMap<>();
  private final List<FailedRequest> first = new ArrayList<>();

  /**
   * A tally at zero.
   *
   * @param onFailure told of each failure as it happens, on any thread; must not block
   */
  public Tally(Consumer<FailedRequest> onFailure) {
    this.onFailure = onFailure;
  }

  /** A tally at zero, whose failures are only counted. */
  public Tally() {
    this(failure -> {});
  }

  void sent() {
    sent.increment();
  }

  void answered(long nanos) {
    answered.increment();
    latency.recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  void failed(Throwable failure, long nanos) {
    FailedRequest failed =
        new FailedRequest(FailureKind.of(failure), failure, Duration.ofNanos(nanos));
    synchronized (this) {
      failures.merge(failed.kind(), 1L, Long::sum);
      samples.putIfAbsent(failed.kind(), failed);
      if (first.size() < KEPT_FAILURES) {
        first.add(failed);
      }
    }
    onFailure.accept(failed);
  }

  /**
   * The requests that were answered, each checked byte for byte.
   *
   * @return their number
   */
  public long answered() {
    return answered.sum();
  }

  /**
   * The requests that came to an end, answered or failed.
   *
   * @return their number
   */
  public long ended() {
    return answered.sum() + failed();
  }

  /**
   * The requests that failed.
   *
   * @return their number
   */
  public synchronized long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * All counts. Exact once the load has ended.
   *
   * @param elapsed how long the load took
   * @return the counts
   */
  public synchronized LoadResult result(Duration elapsed) {
    return new LoadResult(
        elapsed,
        sent.sum(),
        answered.sum(),
        Map.copyOf(failures),
        Map.copyOf(samples),
        List.copyOf(first),
        latency.copy());
  }
}
