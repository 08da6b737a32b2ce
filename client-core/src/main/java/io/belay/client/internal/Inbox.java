package io.belay.client.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands exchanges from any thread to one event loop. The thread that puts the first one into an
 * empty inbox wakes the loop, which then takes all that have gathered: one wake-up and one flush a
 * burst.
 *
 * <p>Invariant: {@code newest} heads a chain, through {@link Exchange#next}, of all exchanges that
 * were put and not yet taken, the newest first.
 *
 * @param <E> the exchanges' type
 */
final class Inbox<E extends Exchange<?, ?>> {
  private final AtomicReference<@Nullable Exchange<?, ?>> newest = new AtomicReference<>();

  /** Puts an exchange in. Any thread. Whoever gets {@code true} wakes the loop. */
  boolean put(E exchange) {
    while (true) {
      Exchange<?, ?> head = newest.get();
      exchange.next = head;
      if (newest.compareAndSet(head, exchange)) {
        return head == null;
      }
    }
  }

  /**
   * Takes all, as a chain through {@link Exchange#next} with the oldest first. The event loop, or
   * after its end anybody.
   */
  @SuppressWarnings("unchecked") // Only an E is ever put.
  @Nullable E takeAll() {
    Exchange<?, ?> reversed = newest.getAndSet(null);
    Exchange<?, ?> oldest = null;
    while (reversed != null) {
      Exchange<?, ?> next = reversed.next;
      reversed.next = oldest;
      oldest = reversed;
      reversed = next;
    }
    return (E) oldest;
  }

  /** The one after it in a chain that was taken; takes the exchange out of the chain. */
  @SuppressWarnings("unchecked") // As above.
  @Nullable E next(E taken) {
    Exchange<?, ?> next = taken.next;
    taken.next = null;
    return (E) next;
  }
}
