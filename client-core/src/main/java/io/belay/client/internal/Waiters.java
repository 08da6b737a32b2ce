package io.belay.client.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that wait for a connection with room, first come first served. One event loop owns
 * the queue; any thread may look at how many there are.
 *
 * <p>Invariant: {@code count} is the number of exchanges in the queue, plus those on their way into
 * it.
 */
final class Waiters<Q, R> {
  private final int max;
  private final AtomicInteger count = new AtomicInteger();

  // Event loop only. A set, so that one that is cancelled leaves at once, wherever it stands.
  private final LinkedHashSet<Exchange<Q, R>> queue = new LinkedHashSet<>();

  Waiters(int max) {
    this.max = max;
  }

  /** How many wait. Any thread. */
  int count() {
    return count.get();
  }

  /**
   * Takes a place in the queue, if there is one. Any thread; {@link #add} or {@link #withdraw}
   * follows.
   */
  boolean announce() {
    if (count.incrementAndGet() <= max) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  /** Gives up a place that was announced and not taken. */
  void withdraw() {
    count.decrementAndGet();
  }

  void add(Exchange<Q, R> exchange) {
    queue.add(exchange);
  }

  /** Whether it was there. */
  boolean remove(Exchange<Q, R> exchange) {
    boolean removed = queue.remove(exchange);
    if (removed) {
      count.decrementAndGet();
    }
    return removed;
  }

  /** Takes out the one that waits longest. */
  @Nullable Exchange<Q, R> poll() {
    for (Exchange<Q, R> first : queue) {
      remove(first);
      return first;
    }
    return null;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** Takes out those that the test chooses. */
  void removeIf(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    List<Exchange<Q, R>> out = queue.stream().filter(chosen).toList();
    out.forEach(this::remove);
    out.forEach(removed);
  }
}
