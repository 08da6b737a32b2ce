package io.belay.client.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The connections that may be lent, for any thread to choose from without a lock.
 *
 * <p>Invariant: the array is never changed, only replaced, by one event loop. A connection in it
 * may turn out full, suspect, taken or over; then its {@link Load} refuses the reservation.
 */
final class ReadyConnections<Q, R> {
  // Up to this many, all are looked at; above it, two random ones do about as well.
  private static final int SCANNED = 8;

  private volatile PooledConnection<Q, R>[] all = array(0);

  /** Reserves a place on the least loaded connection. Any thread. */
  @Nullable PooledConnection<Q, R> reserve() {
    PooledConnection<Q, R>[] candidates = all;
    for (int tries = 0; tries < SCANNED; tries++) {
      PooledConnection<Q, R> best = leastLoaded(candidates);
      if (best == null) {
        return null;
      }
      if (best.load.tryReserve()) {
        return best;
      }
    }
    return null;
  }

  /**
   * Reserves a place, rather on another endpoint, or else on another connection, than those where
   * earlier attempts failed. Any thread.
   */
  @Nullable PooledConnection<Q, R> reserveAvoiding(Attempts earlier) {
    PooledConnection<Q, R>[] candidates = all;
    for (int tries = 0; tries < SCANNED; tries++) {
      PooledConnection<Q, R> best = null;
      long least = Long.MAX_VALUE;
      for (PooledConnection<Q, R> each : candidates) {
        int rank = each.load.rank();
        long reluctance = ((long) earlier.reluctance(each.identity) << Integer.SIZE) | rank;
        if (rank != Load.NO_ROOM && reluctance < least) {
          least = reluctance;
          best = each;
        }
      }
      if (best == null || best.load.tryReserve()) {
        return best;
      }
    }
    return reserve();
  }

  /** Takes an idle connection as a whole. Any thread. */
  @Nullable PooledConnection<Q, R> take() {
    for (PooledConnection<Q, R> each : all) {
      if (each.load.tryTake()) {
        return each;
      }
    }
    return null;
  }

  /**
   * Takes the least loaded connection as a whole, whatever it still carries, unless it will be
   * retired once it is nobody's. Any thread.
   */
  @Nullable PooledConnection<Q, R> takeBusy() {
    return Arrays.stream(all)
        .filter(each -> !each.stray)
        .sorted(Comparator.comparingInt(each -> each.load.count()))
        .filter(each -> each.load.tryTakeBusy())
        .findFirst()
        .orElse(null);
  }

  List<PooledConnection<Q, R>> all() {
    return List.of(all);
  }

  void add(PooledConnection<Q, R> connection) {
    PooledConnection<Q, R>[] before = all;
    PooledConnection<Q, R>[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = connection;
    all = more;
  }

  void remove(PooledConnection<Q, R> connection) {
    all = Arrays.stream(all).filter(each -> each != connection).toArray(ReadyConnections::array);
  }

  private static <Q, R> @Nullable PooledConnection<Q, R> leastLoaded(
      PooledConnection<Q, R>[] candidates) {
    if (candidates.length > SCANNED) {
      PooledConnection<Q, R> better = betterOfTwo(candidates);
      if (better.load.rank() != Load.NO_ROOM) {
        return better;
      }
    }
    PooledConnection<Q, R> best = null;
    int least = Load.NO_ROOM;
    for (PooledConnection<Q, R> each : candidates) {
      int rank = each.load.rank();
      if (rank < least) {
        least = rank;
        best = each;
      }
    }
    return best;
  }

  private static <Q, R> PooledConnection<Q, R> betterOfTwo(PooledConnection<Q, R>[] candidates) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    PooledConnection<Q, R> one = candidates[random.nextInt(candidates.length)];
    PooledConnection<Q, R> other = candidates[random.nextInt(candidates.length)];
    return one.load.rank() <= other.load.rank() ? one : other;
  }

  @SuppressWarnings("unchecked") // An array of a generic type cannot be made otherwise.
  private static <Q, R> PooledConnection<Q, R>[] array(int size) {
    return (PooledConnection<Q, R>[]) new PooledConnection<?, ?>[size];
  }
}
