package io.belay.client.internal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are taken for leases which still wait for them to fall idle. Home loop only.
 *
 * <p>Without it a lease could wait for ever: requests share a busy connection, so that it may never
 * be idle by chance.
 */
final class SetAside<Q, R> {
  private final ReadyConnections<Q, R> ready;
  private final Set<PooledConnection<Q, R>> connections = new LinkedHashSet<>();

  SetAside(ReadyConnections<Q, R> ready) {
    this.ready = ready;
  }

  /** One that a lease has given back, while others wait. */
  void add(PooledConnection<Q, R> taken) {
    connections.add(taken);
  }

  /** A connection is not lent any more. */
  void remove(PooledConnection<Q, R> connection) {
    connections.remove(connection);
  }

  boolean isEmpty() {
    return connections.isEmpty();
  }

  /** One that has fallen idle, for a lease. */
  @Nullable PooledConnection<Q, R> take() {
    for (PooledConnection<Q, R> each : connections) {
      if (!each.stray && each.load.isTakenAndIdle()) {
        connections.remove(each);
        return each;
      }
    }
    return null;
  }

  /**
   * Holds as many as are wanted, or as there are.
   *
   * @return whether there may be something to serve now: an idle one for a lease, or a place for
   *     others on one that is not needed any more
   */
  boolean adjust(int wanted) {
    boolean news = false;
    Iterator<PooledConnection<Q, R>> held = connections.iterator();
    while (held.hasNext()) {
      PooledConnection<Q, R> each = held.next();
      if (connections.size() > wanted || each.stray || !each.load.isLent()) {
        held.remove();
        each.load.giveBack();
        news = true;
      }
    }
    while (connections.size() < wanted) {
      PooledConnection<Q, R> more = ready.takeBusy();
      if (more == null) {
        break;
      }
      connections.add(more);
      news |= more.load.isTakenAndIdle();
    }
    return news;
  }
}
