package io.belay.client.internal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a connection, first come first served. One event loop owns the queue; any
 * thread may look at how many there are.
 *
 * <p>Invariant: {@code counts} is the number of exchanges in the queue, plus those on their way
 * into it, in its low half, and the same of leases in its high half.
 */
final class Waiters<Q, R> {
  private static final long ONE_LEASE = 1L << 32;

  private final int max;
  private final AtomicLong counts = new AtomicLong();

  // Event loop only. A set, so that one that is cancelled leaves at once, wherever it stands.
  private final LinkedHashSet<Call<Q, R, ?>> queue = new LinkedHashSet<>();

  Waiters(int max) {
    this.max = max;
  }

  /* ---- Any thread. */

  /** How many wait. */
  int count() {
    long now = counts.get();
    return exchanges(now) + leases(now);
  }

  /** How many of them wait for a place among others. */
  int exchanges() {
    return exchanges(counts.get());
  }

  /** How many of them wait for a connection of their own. */
  int leases() {
    return leases(counts.get());
  }

  /** Takes a place in the queue, if there is one; {@link #add} or {@link #withdraw} follows. */
  boolean announce(Call<Q, R, ?> call) {
    long now = counts.addAndGet(one(call));
    if (exchanges(now) + leases(now) <= max) {
      return true;
    }
    withdraw(call);
    return false;
  }

  /** Gives up a place that was announced and not taken. */
  void withdraw(Call<Q, R, ?> call) {
    counts.addAndGet(-one(call));
  }

  /* ---- The rest: event loop only. */

  void add(Call<Q, R, ?> call) {
    queue.add(call);
  }

  /** Whether it was there. */
  boolean remove(Call<Q, R, ?> call) {
    boolean removed = queue.remove(call);
    if (removed) {
      withdraw(call);
    }
    return removed;
  }

  /**
   * Gives those who wait what they wait for, in the order in which they came. Once there is none of
   * a kind, those who wait for the other kind may pass.
   *
   * @param nowNanos the present: those whose time is up get nothing
   * @param room a place for this call on a connection, reserved, while there is any
   * @param whole a connection that is idle, taken, while there is any
   * @param late told of those whose time is up
   */
  void serve(
      long nowNanos,
      Function<Call<Q, R, ?>, @Nullable PooledConnection<Q, R>> room,
      Supplier<@Nullable PooledConnection<Q, R>> whole,
      Consumer<Call<Q, R, ?>> late) {
    boolean hasRoom = true;
    boolean hasWhole = true;
    Iterator<Call<Q, R, ?>> calls = queue.iterator();
    while ((hasRoom || hasWhole) && calls.hasNext()) {
      Call<Q, R, ?> call = calls.next();
      if (call.expired(nowNanos)) {
        calls.remove();
        withdraw(call);
        late.accept(call);
        continue;
      }
      PooledConnection<Q, R> connection = null;
      if (call.isForWhole()) {
        connection = hasWhole ? whole.get() : null;
        hasWhole = connection != null;
      } else {
        connection = hasRoom ? room.apply(call) : null;
        hasRoom = connection != null;
      }
      if (connection != null) {
        calls.remove();
        withdraw(call);
        call.begin(connection);
      }
    }
  }

  /** Takes out those that the test chooses. */
  void removeIf(Predicate<Call<Q, R, ?>> chosen, Consumer<Call<Q, R, ?>> removed) {
    List<Call<Q, R, ?>> out = queue.stream().filter(chosen).toList();
    out.forEach(this::remove);
    out.forEach(removed);
  }

  private static long one(Call<?, ?, ?> call) {
    return call.isForWhole() ? ONE_LEASE : 1;
  }

  private static int exchanges(long counts) {
    return (int) counts;
  }

  private static int leases(long counts) {
    return (int) (counts >> 32);
  }
}
