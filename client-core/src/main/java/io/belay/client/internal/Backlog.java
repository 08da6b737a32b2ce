package io.belay.client.internal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection that wait for its window to open, oldest first, bounded by their
 * bytes. Event loop only, but for the number of bytes.
 */
final class Backlog<Q, R> {
  /** Most connections rest most of the time. */
  private static final int FEW = 1;

  private final ArrayDeque<Exchange<Q, R>> waiting = new ArrayDeque<>(FEW);
  private final long maxBytes;
  // Read by snapshots too.
  private final AtomicLong bytes = new AtomicLong();

  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many bytes wait. Any thread. */
  long bytes() {
    return bytes.get();
  }

  /** Takes the exchange in, if so many bytes more as its size may wait. */
  boolean add(Exchange<Q, R> exchange) {
    if (bytes.get() + exchange.size > maxBytes) {
      return false;
    }
    bytes.addAndGet(exchange.size);
    waiting.add(exchange);
    return true;
  }

  /** Whether so many bytes may not wait, however little else does. */
  boolean neverFits(Exchange<Q, R> exchange) {
    return exchange.size > maxBytes;
  }

  /** Whether there is room again after it was full: not for a few bytes only. */
  boolean hasRoom() {
    return bytes.get() <= maxBytes / 2;
  }

  /** Takes out the oldest. */
  @Nullable Exchange<Q, R> poll() {
    Exchange<Q, R> exchange = waiting.poll();
    if (exchange != null) {
      left(exchange);
    }
    return exchange;
  }

  boolean remove(Exchange<Q, R> exchange) {
    if (waiting.remove(exchange)) {
      left(exchange);
      return true;
    }
    return false;
  }

  /** Takes out those that the test chooses. */
  void removeIf(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    List<Exchange<Q, R>> out = waiting.stream().filter(chosen).toList();
    out.forEach(this::remove);
    out.forEach(removed);
  }

  private void left(Exchange<Q, R> exchange) {
    bytes.addAndGet(-exchange.size);
  }
}
