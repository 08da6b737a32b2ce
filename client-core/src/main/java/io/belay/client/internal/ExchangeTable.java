package io.belay.client.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that were written to one connection and wait for their answers. Event loop only.
 *
 * <p>An array indexed by slot. The id of an exchange is the smallest number above the last id whose
 * remainder by the array's size is its slot: ids strictly increase, both ways are O(1), and since
 * an answer must match all 64 bits, a late one can never be taken for the answer to another
 * request.
 */
final class ExchangeTable<Q, R> {
  /** What rests needs no room, and soon has it. */
  private static final int SMALLEST = 1;

  private @Nullable Exchange<Q, R>[] slots;
  // A stack of the slots that are free.
  private int[] free;
  private int freeCount;
  private long lastId;

  ExchangeTable() {
    slots = newSlots(SMALLEST);
    free = new int[SMALLEST];
    refill();
  }

  /** Takes the exchange in and gives it its id. */
  void add(Exchange<Q, R> exchange) {
    if (freeCount == 0) {
      grow();
    }
    int slot = free[--freeCount];
    int mask = slots.length - 1;
    long first = lastId + 1;
    lastId = first + ((slot - first) & mask);
    exchange.id = lastId;
    slots[slot] = exchange;
  }

  /** Takes out the exchange of this id, or nothing if it is not waiting any more. */
  @Nullable Exchange<Q, R> remove(long id) {
    int slot = (int) id & (slots.length - 1);
    Exchange<Q, R> exchange = slots[slot];
    if (exchange == null || exchange.id != id) {
      return null;
    }
    slots[slot] = null;
    free[freeCount++] = slot;
    return exchange;
  }

  /** Takes out this exchange, if it is waiting here. */
  boolean remove(Exchange<Q, R> exchange) {
    return slots[(int) exchange.id & (slots.length - 1)] == exchange
        && remove(exchange.id) == exchange;
  }

  /** Whether the id was ever given out, as far as can be told: it is not above the last one. */
  boolean wasIssued(long id) {
    return id != 0 && Long.compareUnsigned(id, lastId) <= 0;
  }

  int size() {
    return slots.length - freeCount;
  }

  /** Hands each exchange to the action, which may remove it. */
  void forEach(Consumer<Exchange<Q, R>> action) {
    for (Exchange<Q, R> exchange : slots) {
      if (exchange != null) {
        action.accept(exchange);
      }
    }
  }

  /**
   * An id's slot in twice the size is its old slot, or that plus the old size: none can collide.
   */
  private void grow() {
    int size = slots.length;
    @Nullable Exchange<Q, R>[] larger = newSlots(size * 2);
    forEach(exchange -> larger[(int) exchange.id & (larger.length - 1)] = exchange);
    slots = larger;
    free = new int[size * 2];
    refill();
  }

  /**
   * Slot 1 comes off the stack first and slot 0 last, so that a quiet connection counts 1, 2, 3.
   */
  private void refill() {
    int size = slots.length;
    for (int i = size; i > 0; i--) {
      int slot = i & (size - 1);
      if (slots[slot] == null) {
        free[freeCount++] = slot;
      }
    }
  }

  @SuppressWarnings("unchecked") // An array of a generic type cannot be made otherwise.
  private static <Q, R> @Nullable Exchange<Q, R>[] newSlots(int size) {
    return (Exchange<Q, R>[]) new Exchange<?, ?>[size];
  }
}
