package io.belay.client.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Meters that come and go together, those of a client or of an endpoint: their first tags have the
 * same values. Any thread.
 */
final class MeterSet {
  private final MeterRegistry registry;
  private final List<String> firstTags;
  private final Map<Key, Meter> meters = new ConcurrentHashMap<>();
  // A registry refers to what it reads from weakly.
  private final Queue<DoubleSupplier> readFrom = new ConcurrentLinkedQueue<>();
  private volatile boolean removed;

  private record Key(MeterSpec spec, List<String> tags) {}

  MeterSet(MeterRegistry registry, String... firstTags) {
    this.registry = registry;
    this.firstTags = List.of(firstTags);
  }

  /** A gauge that is read from what the supplier says. */
  void gauge(MeterSpec spec, DoubleSupplier value, String... tags) {
    meter(
        spec,
        List.of(tags),
        all ->
            Gauge.builder(spec.meterName, value, DoubleSupplier::getAsDouble)
                .description(spec.description)
                .baseUnit(spec.unit)
                .tags(all)
                .register(registry));
    readFrom.add(value);
  }

  /** A counter of what is counted elsewhere. */
  void counter(MeterSpec spec, DoubleSupplier count, String... tags) {
    meter(
        spec,
        List.of(tags),
        all ->
            FunctionCounter.builder(spec.meterName, count, DoubleSupplier::getAsDouble)
                .description(spec.description)
                .baseUnit(spec.unit)
                .tags(all)
                .register(registry));
    readFrom.add(count);
  }

  Counter counter(MeterSpec spec, String... tags) {
    return (Counter)
        meter(
            spec,
            List.of(tags),
            all ->
                Counter.builder(spec.meterName)
                    .description(spec.description)
                    .baseUnit(spec.unit)
                    .tags(all)
                    .register(registry));
  }

  Timer timer(MeterSpec spec, String... tags) {
    return (Timer)
        meter(
            spec,
            List.of(tags),
            all ->
                Timer.builder(spec.meterName)
                    .description(spec.description)
                    .tags(all)
                    .register(registry));
  }

  /** Takes them all out of the registry; those that are asked for later do not stay in it. */
  void remove() {
    removed = true;
    meters.values().forEach(registry::remove);
  }

  private Meter meter(MeterSpec spec, List<String> tags, Function<List<Tag>, Meter> register) {
    Key key = new Key(spec, tags);
    Meter known = meters.get(key);
    if (known != null) {
      return known;
    }
    Meter meter = meters.computeIfAbsent(key, each -> register.apply(all(spec, tags)));
    if (removed) {
      registry.remove(meter);
    }
    return meter;
  }

  private List<Tag> all(MeterSpec spec, List<String> lastTags) {
    List<String> values = new ArrayList<>(firstTags);
    values.addAll(lastTags);
    if (values.size() != spec.tags.size()) {
      throw new IllegalArgumentException(
          "tags of %s: %s (expected: %s)".formatted(spec.meterName, values, spec.tags));
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tags.add(Tag.of(spec.tags.get(i), values.get(i)));
    }
    return tags;
  }
}
