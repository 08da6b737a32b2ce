package io.belay.client.internal;

import io.belay.client.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a pool: those that it is meant to have, and those that were withdrawn and still
 * have connections. Changed by the pool's home loop only.
 */
final class EndpointPools<Q, R> {
  private final Function<Endpoint, EndpointPool<Q, R>> maker;

  // Never changed, only replaced; read by any thread.
  private volatile List<EndpointPool<Q, R>> wanted = List.of();
  private volatile @Nullable Throwable trouble;

  // Home loop only.
  private final List<EndpointPool<Q, R>> leaving = new ArrayList<>();
  private boolean told;

  EndpointPools(Function<Endpoint, EndpointPool<Q, R>> maker) {
    this.maker = maker;
  }

  /* ---- Any thread. */

  /** Those that are meant to be there. */
  Stream<EndpointPool<Q, R>> stream() {
    return wanted.stream();
  }

  boolean isEmpty() {
    return wanted.isEmpty();
  }

  /** Why it is not known at present which there should be. */
  Optional<Throwable> trouble() {
    return Optional.ofNullable(trouble);
  }

  /* ---- The rest: home loop only. */

  /** Those that are leaving, too. */
  Stream<EndpointPool<Q, R>> all() {
    return Stream.concat(wanted.stream(), leaving.stream());
  }

  /** Whether nobody has said anything yet of which there should be. */
  boolean mayCome() {
    return !told && trouble == null;
  }

  /** Nobody knows which there should be; those that there are stay. */
  void troubled(Throwable cause) {
    trouble = cause;
  }

  /**
   * There should be these. One that comes back while it leaves is the same as before: its
   * connections are numbered, and no two may have one number.
   *
   * @return whether there should have been others until now
   */
  boolean replace(Set<Endpoint> endpoints) {
    boolean news =
        !told || !endpoints.equals(Set.copyOf(wanted.stream().map(each -> each.endpoint).toList()));
    told = true;
    trouble = null;
    Map<Endpoint, EndpointPool<Q, R>> others = new LinkedHashMap<>();
    all().forEach(each -> others.put(each.endpoint, each));
    List<EndpointPool<Q, R>> now = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      EndpointPool<Q, R> there = others.remove(endpoint);
      if (there != null) {
        there.reinstate();
      }
      now.add(there == null ? maker.apply(endpoint) : there);
    }
    wanted = List.copyOf(now);
    leaving.clear();
    leaving.addAll(others.values());
    leaving.forEach(EndpointPool::withdraw);
    forgetEmpty();
    return news;
  }

  /** Some of what was taken may have been given back. */
  void retireStrays() {
    leaving.forEach(EndpointPool::retireStrays);
  }

  /** Those that have left are no more. */
  void forgetEmpty() {
    leaving.removeIf(EndpointPool::isEmpty);
  }
}
