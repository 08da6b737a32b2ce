package io.belay.samples.client;

import static java.util.stream.Collectors.joining;

import io.belay.samples.cli.Figures;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes what a registry holds, for people: a line a meter, but for those that are at zero. */
final class MeterTable {
  private MeterTable() {}

  static List<String> of(MeterRegistry registry) {
    return registry.getMeters().stream()
        .sorted(Comparator.comparing(meter -> name(meter) + tags(meter)))
        .flatMap(meter -> row(meter).stream())
        .toList();
  }

  private static Optional<String> row(Meter meter) {
    Optional<String> value =
        meter.match(
            gauge -> figure(meter, gauge.value()),
            counter -> figure(meter, counter.count()),
            MeterTable::times,
            summary -> Optional.empty(),
            longTask -> Optional.empty(),
            timeGauge -> Optional.empty(),
            counter -> figure(meter, counter.count()),
            timer -> Optional.empty(),
            other -> Optional.empty());
    return value.map(text -> "  %-26s %-46s %s".formatted(name(meter), tags(meter), text));
  }

  private static String name(Meter meter) {
    return meter.getId().getName();
  }

  /** All but the client's name, which is the same for all. */
  private static String tags(Meter meter) {
    return meter.getId().getTags().stream()
        .filter(tag -> !tag.getKey().equals("client"))
        .map(tag -> tag.getKey() + "=" + tag.getValue())
        .collect(joining(" "));
  }

  private static Optional<String> figure(Meter meter, double value) {
    return value == 0
        ? Optional.empty()
        : Optional.of(Figures.count(Math.round(value)) + " " + meter.getId().getBaseUnit());
  }

  private static Optional<String> times(Timer timer) {
    long count = timer.count();
    if (count == 0) {
      return Optional.empty();
    }
    Duration mean = Duration.ofNanos((long) timer.mean(TimeUnit.NANOSECONDS));
    Duration max = Duration.ofNanos((long) timer.max(TimeUnit.NANOSECONDS));
    return Optional.of(
        "%s × %s, max %s".formatted(Figures.count(count), Figures.time(mean), Figures.time(max)));
  }
}
