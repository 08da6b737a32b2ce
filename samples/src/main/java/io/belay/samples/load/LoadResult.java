package io.belay.samples.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests of a load.
 *
 * @param elapsed how long the load took
 * @param sent how many requests were sent
 * @param answered how many came back right, byte for byte
 * @param failures how many failed, by kind
 * @param samples the first failure of each kind
 * @param first the first failures of all, 20 at the most
 * @param latency how long the answered ones took, in nanoseconds
 */
public record LoadResult(
    Duration elapsed,
    long sent,
    long answered,
    Map<FailureKind, Long> failures,
    Map<FailureKind, FailedRequest> samples,
    List<FailedRequest> first,
    Histogram latency) {

  /**
   * The requests that failed.
   *
   * @return their number
   */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The failures of one kind.
   *
   * @param kind the kind
   * @return their number
   */
  public long count(FailureKind kind) {
    return failures.getOrDefault(kind, 0L);
  }

  /**
   * Whether every request that was sent was answered, and at least one was.
   *
   * @return whether it is so
   */
  public boolean isFlawless() {
    return sent > 0 && answered == sent;
  }

  /**
   * Answers a second.
   *
   * @return the rate
   */
  public double perSecond() {
    return elapsed.isZero() ? 0 : answered * 1e9 / elapsed.toNanos();
  }

  /**
   * The latency that a part of the answers did not exceed.
   *
   * @param percentile 0 to 100
   * @return the latency, zero without answers
   */
  public Duration latencyAt(double percentile) {
    return Duration.ofNanos(latency.getValueAtPercentile(percentile));
  }

  /**
   * The kinds of failures, the most frequent first.
   *
   * @return the kinds
   */
  public List<FailureKind> kinds() {
    return failures.keySet().stream()
        .sorted(
            Comparator.<FailureKind>comparingLong(this::count)
                .reversed()
                .thenComparing(FailureKind::type))
        .toList();
  }

  /**
   * The most frequent kind's first failure.
   *
   * @return it, or empty if nothing failed
   */
  public Optional<FailedRequest> mostCommon() {
    return kinds().stream().findFirst().map(samples::get);
  }
}
