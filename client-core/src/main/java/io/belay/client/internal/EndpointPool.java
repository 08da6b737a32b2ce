package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint: how many there should be, and what becomes of each. The pool's
 * home loop only.
 */
final class EndpointPool<Q, R> {
  /** The pool around it. */
  interface Parent<Q, R> {
    /** Starts a connection, which reports to the pool. */
    PooledConnection<Q, R> dial(EndpointPool<Q, R> endpoint, int index);

    /** A rest is over. */
    void tend();

    Future<?> schedule(Runnable task, long delayNanos);

    long now();

    /** The endpoint's name stands for these from now on. */
    void addressesChanged(Endpoint endpoint, List<InetAddress> addresses);
  }

  final Endpoint endpoint;
  // Any thread.
  final Churn churn = new Churn();
  private final PoolOptions options;
  private final long stableNanos;
  private final Parent<Q, R> parent;
  private final RandomGenerator random;

  // Written by the home loop only, read by any thread that describes an exhausted pool.
  private volatile @Nullable BelayException lastLoss;

  // Home loop only.
  private final Dialling<Q, R> dialling;
  final AddressBook addresses;
  private final Map<PooledConnection<Q, R>, Terms> lent = new LinkedHashMap<>();
  private final List<PooledConnection<Q, R>> draining = new ArrayList<>();
  // Those that were healthy for long enough to end the backoff.
  private final Set<PooledConnection<Q, R>> vouched = new HashSet<>();
  // The old one in whose place another is being dialled.
  private @Nullable PooledConnection<Q, R> replaced;
  // The endpoint source does not name it any more.
  private boolean withdrawn;
  private long opened;
  private final Map<CloseReason, Long> closedBy = new EnumMap<>(CloseReason.class);
  // By the connections that ended.
  private Traffic carried = Traffic.NONE;
  private final OutageLog outages;
  private final CloseLog closes;

  EndpointPool(Endpoint endpoint, PoolPlan plan, Parent<Q, R> parent, Names names) {
    this.endpoint = endpoint;
    outages = new OutageLog(endpoint);
    closes = new CloseLog(endpoint);
    this.parent = parent;
    random = plan.random();
    options = plan.options();
    stableNanos = plan.reconnect().stableAfter().toNanos();
    dialling = new Dialling<>(parent, new Backoff(plan.reconnect(), random));
    addresses =
        new AddressBook(
            endpoint,
            names,
            parent,
            plan.connectTimeout().toNanos(),
            this::connectionsTo,
            this::addressesChanged);
  }

  int lentCount() {
    return lent.size();
  }

  int diallingCount() {
    return dialling.count();
  }

  boolean isEmpty() {
    return dialling.count() == 0 && lent.isEmpty() && draining.isEmpty();
  }

  boolean hasMinimum() {
    return lent.size() >= options.minConnections();
  }

  Optional<BelayException> lastFailure() {
    return dialling.lastFailure();
  }

  /** Why it rests, if it does: the last connect failed, or the last connection was lost. */
  Optional<BelayException> lastTrouble() {
    return lastFailure().or(() -> Optional.ofNullable(lastLoss));
  }

  boolean isResting() {
    return dialling.restNanos() > 0;
  }

  List<PooledConnection<Q, R>> connections() {
    List<PooledConnection<Q, R>> all = new ArrayList<>(dialling.underWay());
    all.addAll(held());
    return all;
  }

  /** Those that were opened and have not ended yet, as far as is known here. */
  List<PooledConnection<Q, R>> held() {
    List<PooledConnection<Q, R>> all = new ArrayList<>(lent.keySet());
    all.addAll(draining);
    return all;
  }

  /* ---- Dialling. */

  /** Dials what is missing to the minimum. */
  void keepMinimum() {
    while (lent.size() + dialling.count() < options.minConnections() && dialOneMore()) {
      // Each pass dials one.
    }
  }

  /** Dials one more connection, unless there are enough or the endpoint rests. */
  boolean dialOneMore() {
    return lent.size() + dialling.count() < options.maxConnections() && dial();
  }

  private boolean dial() {
    return !withdrawn && dialling.begin(() -> parent.dial(this, freeIndex()));
  }

  void cancelRest() {
    dialling.cancelRest();
  }

  private int connectionsTo(InetAddress address) {
    return (int)
        Stream.concat(dialling.underWay().stream(), lent.keySet().stream())
            .filter(each -> each.identity.address().filter(address::equals).isPresent())
            .count();
  }

  private int freeIndex() {
    List<Integer> taken =
        connections().stream().map(connection -> connection.identity.index).toList();
    int index = 0;
    while (taken.contains(index)) {
      index++;
    }
    return index;
  }

  /* ---- What becomes of a connection. */

  void ready(PooledConnection<Q, R> connection) {
    if (!dialling.succeeded(connection)) {
      return;
    }
    lastLoss = null;
    outages.connected(connection.identity.id, parent.now());
    opened++;
    lent.put(connection, Terms.from(parent.now(), options, random));
    PooledConnection<Q, R> old = replaced;
    replaced = null;
    if (old != null && old.load.retire()) {
      retire(old);
    }
    connection.identity.address().ifPresent(addresses::fine);
    retireStrays();
  }

  void draining(PooledConnection<Q, R> connection, CloseReason reason) {
    Terms terms = leave(connection);
    if (terms != null) {
      draining.add(connection);
      if (reason == CloseReason.GOAWAY) {
        connection.identity.address().ifPresent(addresses::troubled);
        addresses.doubt();
        lost(connection, terms, connection.farewell().orElse(null));
      }
    }
  }

  void ended(
      PooledConnection<Q, R> connection, CloseReason reason, @Nullable BelayException failure) {
    carried = carried.plus(connection.traffic());
    if (failure != null) {
      connection.identity.address().ifPresent(addresses::troubled);
      addresses.doubt();
    }
    if (dialling.failed(connection, failure)) {
      replaced = null;
      if (failure != null) {
        outages.connectFailed(connection.identity.id, failure, lent.size(), parent.now());
      }
      return;
    }
    closedBy.merge(reason, 1L, Long::sum);
    closes.closed(connection.identity.details(), reason, failure, parent.now());
    Terms terms = leave(connection);
    if (terms != null) {
      lost(connection, terms, failure);
    }
    draining.remove(connection);
    vouched.remove(connection);
  }

  private @Nullable Terms leave(PooledConnection<Q, R> connection) {
    if (replaced == connection) {
      replaced = null;
    }
    return lent.remove(connection);
  }

  private void lost(
      PooledConnection<Q, R> connection, Terms terms, @Nullable BelayException cause) {
    lastLoss = cause;
    dialling.lost(terms.healthyFor(stableNanos, connection, parent.now()), cause);
  }

  /* ---- Where connections may lead. */

  /** Dials no more, and retires all connections. */
  void withdraw() {
    withdrawn = true;
    replaced = null;
    cancelRest();
    retireStrays();
  }

  /** As if it never had been withdrawn, but for the connections that it lost. */
  void reinstate() {
    withdrawn = false;
    retireStrays();
  }

  private void addressesChanged() {
    parent.addressesChanged(endpoint, addresses.all());
    retireStrays();
  }

  /** Retires what leads where nothing should any more. A lease keeps what it has until its end. */
  void retireStrays() {
    for (PooledConnection<Q, R> each : List.copyOf(lent.keySet())) {
      each.stray = isStray(each);
      if (each.stray && each.load.retire()) {
        retire(each);
      }
    }
  }

  private boolean isCrowding(PooledConnection<Q, R> connection) {
    return connection.identity.address().filter(addresses::isCrowded).isPresent();
  }

  private boolean isStray(PooledConnection<Q, R> connection) {
    return withdrawn
        || connection.identity.address().filter(each -> !addresses.contains(each)).isPresent();
  }

  /* ---- The passing of time. */

  /**
   * Retires what has been idle for long, replaces what is old or crowded, and finds leases that
   * leaked.
   */
  void housekeep() {
    retireStrays();
    if (!withdrawn && !isEmpty()) {
      addresses.refresh();
    }
    long now = parent.now();
    closes.pass(now);
    for (Map.Entry<PooledConnection<Q, R>, Terms> each : List.copyOf(lent.entrySet())) {
      PooledConnection<Q, R> connection = each.getKey();
      Terms terms = each.getValue();
      // Once each: it says nothing of others that cannot be made beside it.
      if (terms.healthyFor(stableNanos, connection, now) && vouched.add(connection)) {
        dialling.stable();
      }
      connection.lessee.look().ifPresent(leak -> takeBack(connection, leak));
      if (canBeSpared(connection, terms, now) && connection.load.retireIfIdle()) {
        retire(connection);
      } else if (terms.tooOld(connection, now) || isCrowding(connection)) {
        replace(connection);
      }
    }
  }

  /** Above the maximum there may be one, if what it replaced was leased then. */
  private boolean canBeSpared(PooledConnection<Q, R> connection, Terms terms, long now) {
    return lent.size() > options.maxConnections()
        || (lent.size() > options.minConnections() && terms.idleTooLong(connection, now));
  }

  /** Nobody knows in what state the lease left the conversation. */
  private void takeBack(PooledConnection<Q, R> connection, Lessee.Leak leak) {
    connection.leaked(leak);
    retire(connection);
  }

  /** Retires an old connection once another can take its place. */
  private void replace(PooledConnection<Q, R> old) {
    if (old.load.isTaken()) {
      return;
    }
    long busy = lent.keySet().stream().filter(EndpointPool::isBusy).count();
    if (lent.size() > options.maxConnections()
        || lent.size() > Math.max(options.minConnections(), busy)) {
      if (old.load.retire()) {
        retire(old);
      }
    } else if (dialling.count() == 0 && dial()) {
      // Above the maximum by one, for as long as the old one drains.
      replaced = old;
    }
  }

  private static boolean isBusy(PooledConnection<?, ?> connection) {
    return connection.load.count() > 0 || connection.load.isTaken();
  }

  /** Counts as retired at once, so that no more are retired than can be spared. */
  private void retire(PooledConnection<Q, R> connection) {
    if (leave(connection) != null) {
      draining.add(connection);
      connection.drain(CloseReason.RETIRED, options.drain());
    }
  }

  EndpointSnapshot snapshot() {
    return new EndpointSnapshot(
        endpoint,
        lent.size(),
        (int) lent.keySet().stream().filter(each -> each.load.isTaken()).count(),
        dialling.count(),
        opened,
        closedBy.values().stream().mapToLong(Long::longValue).sum(),
        closedBy,
        dialling.failed(),
        lastFailure(),
        Duration.ofNanos(dialling.restNanos()),
        connections().stream().map(PooledConnection::traffic).reduce(carried, Traffic::plus),
        addresses.picture(),
        withdrawn);
  }
}
