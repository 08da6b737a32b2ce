package io.belay.samples.client;

import io.belay.client.error.BelayException;
import io.belay.samples.cli.Figures;
import io.belay.samples.load.FailureKind;
import io.belay.samples.load.LoadResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Writes what became of a load, for people. */
final class SummaryText {
  private final PrintWriter out;

  SummaryText(PrintWriter out) {
    this.out = out;
  }

  void print(String what, LoadResult result, ConnectionEvents events) {
    out.printf(
        "%s, in %s (%s/s)%n",
        what, Figures.time(result.elapsed()), Figures.count(Math.round(result.perSecond())));
    row("requests", Figures.count(result.sent()));
    row("answers", answers(result.answered()));
    row("failures", Figures.count(result.failed()));
    failures(result);
    if (result.answered() > 0) {
      row("latency", latency(result));
    }
    row("heartbeat", heartbeat(events.roundTrips()));
    row("connections", "%d opened, %d lost".formatted(events.opened(), events.lost()));
    remedy(result);
  }

  private static String answers(long count) {
    return count == 0 ? "0" : Figures.count(count) + ", each checked byte for byte";
  }

  private void row(String name, String value) {
    out.printf("  %-12s %s%n", name, value);
  }

  private void failures(LoadResult result) {
    for (FailureKind kind : result.kinds()) {
      out.printf(
          "  %12s %-28s %-14s %-8s %s%n",
          Figures.count(result.count(kind)),
          kind.type(),
          orDash(kind.errno()),
          orDash(kind.phase()),
          orDash(kind.delivery()));
    }
  }

  private static String latency(LoadResult result) {
    return "p50 %s   p99 %s   p99.9 %s   max %s"
        .formatted(
            Figures.time(result.latencyAt(50)),
            Figures.time(result.latencyAt(99)),
            Figures.time(result.latencyAt(99.9)),
            Figures.time(result.latencyAt(100)));
  }

  private static String heartbeat(Histogram roundTrips) {
    if (roundTrips.getTotalCount() == 0) {
      return "no PONG came";
    }
    return "%s × PING and PONG, p50 %s, max %s"
        .formatted(
            Figures.count(roundTrips.getTotalCount()),
            Figures.time(Duration.ofNanos(roundTrips.getValueAtPercentile(50))),
            Figures.time(Duration.ofNanos(roundTrips.getMaxValue())));
  }

  private void remedy(LoadResult result) {
    result
        .mostCommon()
        .ifPresent(
            failed -> {
              if (failed.failure() instanceof BelayException failure) {
                out.printf("%s: %s%n", failed.kind().type(), failure.remedy());
              } else {
                out.printf("%s: %s%n", failed.kind().type(), failed.failure().getMessage());
              }
            });
  }

  private static String orDash(Optional<?> value) {
    return value.map(Object::toString).orElse("-");
  }
}
