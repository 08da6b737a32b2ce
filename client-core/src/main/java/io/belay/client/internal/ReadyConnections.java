package io.belay.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The connections that may be lent, for any thread to choose from without a lock.
 *
 * <p>Invariant: the array is never changed, only replaced, by one event loop. A connection in it
 * may turn out full, suspect or over; then its {@link Load} refuses the reservation.
 */
final class ReadyConnections<Q, R> {
  // Up to this many, all are looked at; above it, two random ones do about as well.
  private static final int SCANNED = 8;

  private volatile List<Connection<Q, R>> all = List.of();

  /** Reserves a place on the least loaded connection. Any thread. */
  @Nullable Connection<Q, R> reserve() {
    List<Connection<Q, R>> candidates = all;
    for (int tries = 0; tries < SCANNED; tries++) {
      Connection<Q, R> best = leastLoaded(candidates);
      if (best == null) {
        return null;
      }
      if (best.load.tryReserve()) {
        return best;
      }
    }
    return null;
  }

  List<Connection<Q, R>> all() {
    return all;
  }

  void add(Connection<Q, R> connection) {
    List<Connection<Q, R>> more = new ArrayList<>(all);
    more.add(connection);
    all = List.copyOf(more);
  }

  void remove(Connection<Q, R> connection) {
    all = all.stream().filter(each -> each != connection).toList();
  }

  private static <Q, R> @Nullable Connection<Q, R> leastLoaded(List<Connection<Q, R>> candidates) {
    int count = candidates.size();
    if (count > SCANNED) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      Connection<Q, R> one = candidates.get(random.nextInt(count));
      Connection<Q, R> other = candidates.get(random.nextInt(count));
      Connection<Q, R> better = one.load.rank() <= other.load.rank() ? one : other;
      if (better.load.rank() != Load.NO_ROOM) {
        return better;
      }
    }
    Connection<Q, R> best = null;
    int least = Load.NO_ROOM;
    for (int i = 0; i < count; i++) {
      int rank = candidates.get(i).load.rank();
      if (rank < least) {
        least = rank;
        best = candidates.get(i);
      }
    }
    return best;
  }
}
