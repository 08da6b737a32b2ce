package io.belay.client.chaos;

import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * When the machine let an event loop of the client, or anybody in this process, not run: what takes
 * its time then is not held against the client. Any thread.
 */
final class Stalls {
  /** A stall is told when it is over, and a little later on a busy machine. */
  private static final long TOLD_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long each took, by when it was told. */
  private final ConcurrentSkipListMap<Long, Long> stalls = new ConcurrentSkipListMap<>();

  void add(Duration stall) {
    stalls.merge(System.nanoTime(), stall.toNanos(), Long::sum);
  }

  /** All that were told of between two moments, and a little later, together. */
  Duration between(long fromNanos, long toNanos) {
    return Duration.ofNanos(
        stalls.subMap(fromNanos, toNanos + TOLD_WITHIN_NANOS).values().stream()
            .mapToLong(Long::longValue)
            .sum());
  }
}
