package io.belay.client.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;

/** What a registry says of one client. */
final class SeenMeters {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final String client;

  SeenMeters(String client) {
    this.client = client;
  }

  Search find(String name, String... tags) {
    return registry.find(name).tags(tags).tag("client", client);
  }

  double gauge(String name, String... tags) {
    return find(name, tags).gauge().value();
  }

  /** Of counters of either kind. */
  double count(String name, String... tags) {
    Search found = find(name, tags);
    return found.functionCounter() != null
        ? found.functionCounter().count()
        : found.counter().count();
  }

  /** How many times were recorded. */
  long timed(String name, String... tags) {
    return find(name, tags).timers().stream().mapToLong(Timer::count).sum();
  }

  /** How long they were together. */
  double totalMillis(String name, String... tags) {
    return find(name, tags).timers().stream()
        .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
        .sum();
  }
}
