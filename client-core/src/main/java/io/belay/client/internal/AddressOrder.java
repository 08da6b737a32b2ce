package io.belay.client.internal;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * In which order the addresses of an endpoint are tried: those that gave no trouble of late first,
 * then those with the fewest connections, then as the name server has them; and IPv6 and IPv4 by
 * turns, so that one family that does not work costs one attempt (RFC 8305, section 4). The pool's
 * home loop only.
 */
final class AddressOrder {
  private static final long FORGIVEN_AFTER = TimeUnit.MINUTES.toNanos(1);

  private final Map<InetAddress, Long> troubles = new HashMap<>();
  private final Set<InetAddress> untried = new HashSet<>();

  /** It could not be connected to, not as soon as another, or lost a connection. */
  void troubled(InetAddress address, long nowNanos) {
    troubles.put(address, nowNanos);
    untried.remove(address);
  }

  /** It has been connected to. */
  void fine(InetAddress address) {
    troubles.remove(address);
    untried.remove(address);
  }

  /** There are these now instead of those before. */
  void changed(Collection<InetAddress> before, Collection<InetAddress> now) {
    troubles.keySet().retainAll(now);
    untried.retainAll(now);
    now.stream().filter(each -> !before.contains(each)).forEach(untried::add);
  }

  /** Whether there is one that nobody has connected to, or tried to, since it came up. */
  boolean hasUntried() {
    return !untried.isEmpty();
  }

  /**
   * The best one first.
   *
   * @param load how many connections an address has
   */
  List<InetAddress> bestFirst(
      Collection<InetAddress> addresses, ToIntFunction<InetAddress> load, long nowNanos) {
    Comparator<InetAddress> better =
        Comparator.comparing((InetAddress each) -> isTroubled(each, nowNanos))
            .thenComparingInt(load);
    Deque<InetAddress> turn = sorted(addresses, Family.V6, better);
    Deque<InetAddress> other = sorted(addresses, Family.V4, better);
    if (!turn.isEmpty() && !other.isEmpty() && better.compare(other.peek(), turn.peek()) < 0) {
      Deque<InetAddress> preferred = turn;
      turn = other;
      other = preferred;
    }
    List<InetAddress> order = new ArrayList<>(addresses.size());
    while (order.size() < addresses.size()) {
      InetAddress next = turn.poll();
      if (next != null) {
        order.add(next);
      }
      Deque<InetAddress> last = turn;
      turn = other;
      other = last;
    }
    return order;
  }

  private boolean isTroubled(InetAddress address, long nowNanos) {
    Long since = troubles.get(address);
    return since != null && nowNanos - since < FORGIVEN_AFTER;
  }

  private static Deque<InetAddress> sorted(
      Collection<InetAddress> addresses, Family family, Comparator<InetAddress> better) {
    return new ArrayDeque<>(
        addresses.stream().filter(each -> Family.of(each) == family).sorted(better).toList());
  }
}
