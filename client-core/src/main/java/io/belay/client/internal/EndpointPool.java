package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.PeerClosedException;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint: how many there should be, and when to dial. The pool's home loop
 * only.
 */
final class EndpointPool<Q, R> {
  private static final int MAX_DIALLING = 2;

  /** The pool around it. */
  interface Parent<Q, R> {
    /** Starts a connection, which reports to the pool. */
    Connection<Q, R> dial(EndpointPool<Q, R> endpoint, int index);

    /** A rest is over. */
    void tend();

    Future<?> schedule(Runnable task, long delayNanos);

    long now();
  }

  /** When a connection's time is up, each at its own random moment. */
  private record Terms(long idleNanos, long lifetimeNanos) {}

  final Endpoint endpoint;
  private final PoolOptions options;
  private final long stableNanos;
  private final Parent<Q, R> parent;
  private final RandomGenerator random;
  private final Backoff backoff;

  // Written by the home loop only, read by any thread that describes an exhausted pool.
  private volatile int diallingCount;
  private volatile @Nullable BelayException lastFailure;
  private volatile @Nullable BelayException lastLoss;

  // Home loop only.
  private final Map<Connection<Q, R>, Terms> dialling = new LinkedHashMap<>();
  private final Map<Connection<Q, R>, Terms> lent = new LinkedHashMap<>();
  private final List<Connection<Q, R>> draining = new ArrayList<>();
  // Those that were healthy for long enough to end the backoff.
  private final Set<Connection<Q, R>> vouched = new HashSet<>();
  private @Nullable Future<?> rest;
  private long opened;
  private long closed;
  private long failed;

  EndpointPool(
      Endpoint endpoint, Settings<?, ?> settings, Parent<Q, R> parent, RandomGenerator random) {
    this.endpoint = endpoint;
    this.parent = parent;
    this.random = random;
    options = settings.pool();
    stableNanos = settings.reconnect().stableAfter().toNanos();
    backoff = new Backoff(settings.reconnect(), random);
  }

  int lentCount() {
    return lent.size();
  }

  int diallingCount() {
    return diallingCount;
  }

  boolean isEmpty() {
    return dialling.isEmpty() && lent.isEmpty() && draining.isEmpty();
  }

  boolean hasMinimum() {
    return lent.size() >= options.minConnections();
  }

  Optional<BelayException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Why it rests, if it does: the last connect failed, or the last connection was lost. */
  Optional<BelayException> lastTrouble() {
    return lastFailure().or(() -> Optional.ofNullable(lastLoss));
  }

  boolean isResting() {
    return backoff.waitNanos(parent.now()) > 0;
  }

  List<Connection<Q, R>> connections() {
    List<Connection<Q, R>> all = new ArrayList<>(dialling.keySet());
    all.addAll(lent.keySet());
    all.addAll(draining);
    return all;
  }

  /** Dials what is missing to the minimum. */
  void keepMinimum() {
    while (lent.size() + dialling.size() < options.minConnections() && dialOneMore()) {
      // Each pass dials one.
    }
  }

  /** Dials one more connection, unless there are enough or the endpoint rests. */
  boolean dialOneMore() {
    return lent.size() + dialling.size() < options.maxConnections() && dial();
  }

  private boolean dial() {
    if (dialling.size() >= MAX_DIALLING) {
      return false;
    }
    long wait = backoff.waitNanos(parent.now());
    if (wait > 0) {
      if (rest == null) {
        rest = parent.schedule(this::restOver, wait);
      }
      return false;
    }
    dialling.put(parent.dial(this, freeIndex()), terms());
    diallingCount = dialling.size();
    return true;
  }

  private void restOver() {
    rest = null;
    parent.tend();
  }

  void ready(Connection<Q, R> connection) {
    Terms terms = dialling.remove(connection);
    if (terms == null) {
      return;
    }
    diallingCount = dialling.size();
    lastFailure = null;
    lastLoss = null;
    opened++;
    lent.put(connection, terms);
  }

  void draining(Connection<Q, R> connection, CloseReason reason) {
    if (lent.remove(connection) == null) {
      return;
    }
    draining.add(connection);
    if (reason == CloseReason.GOAWAY) {
      lastLoss = connection.farewell().orElse(null);
      restAfter(connection);
      obey(lastLoss);
    }
  }

  void ended(Connection<Q, R> connection, @Nullable BelayException failure) {
    if (dialling.remove(connection) != null) {
      diallingCount = dialling.size();
      failed++;
      lastFailure = failure;
      backoff.failed(parent.now());
      obey(failure);
      return;
    }
    closed++;
    if (lent.remove(connection) != null) {
      lastLoss = failure;
      restAfter(connection);
    }
    draining.remove(connection);
    vouched.remove(connection);
  }

  /** A connection was lost: others that were lost with it should not all come back at once. */
  private void restAfter(Connection<Q, R> connection) {
    long now = parent.now();
    if (isStable(connection, now)) {
      backoff.stable();
    }
    backoff.failed(now);
  }

  /** A peer that sends its client away may say for how long. */
  private void obey(@Nullable BelayException failure) {
    if (failure instanceof PeerClosedException closed) {
      closed
          .goAway()
          .ifPresent(said -> backoff.leaveAlone(parent.now(), said.retryAfter().toNanos()));
    }
  }

  /** Retires what has been idle for long, and replaces what is old. */
  void housekeep() {
    long now = parent.now();
    for (Map.Entry<Connection<Q, R>, Terms> each : List.copyOf(lent.entrySet())) {
      Connection<Q, R> connection = each.getKey();
      // Once each: it says nothing of others that cannot be made beside it.
      if (isStable(connection, now) && vouched.add(connection)) {
        backoff.stable();
      }
      boolean idle =
          connection.exchanges.isEmpty()
              && now - connection.unusedSinceNanos() >= each.getValue().idleNanos();
      boolean old = now - connection.identity.createdNanos >= each.getValue().lifetimeNanos();
      if (idle && lent.size() > options.minConnections()) {
        retire(connection);
      } else if (old) {
        replace(connection);
      }
    }
  }

  /** Counts as retired at once, so that no more are retired than can be spared. */
  private void retire(Connection<Q, R> connection) {
    lent.remove(connection);
    draining.add(connection);
    connection.drain(CloseReason.RETIRED, options.drain());
  }

  /** Retires an old connection once another can take its place. */
  private void replace(Connection<Q, R> old) {
    long busy = lent.keySet().stream().filter(each -> !each.exchanges.isEmpty()).count();
    if (lent.size() > Math.max(options.minConnections(), busy)) {
      retire(old);
    } else if (dialling.isEmpty()) {
      // Above the maximum by one, for as long as the old one drains.
      dial();
    }
  }

  private boolean isStable(Connection<Q, R> connection, long now) {
    return now - connection.identity.createdNanos >= stableNanos;
  }

  EndpointSnapshot snapshot() {
    return new EndpointSnapshot(
        endpoint,
        lent.size(),
        dialling.size(),
        opened,
        closed,
        failed,
        lastFailure(),
        Duration.ofNanos(backoff.waitNanos(parent.now())));
  }

  private Terms terms() {
    return new Terms(shortened(options.idleTimeout()), shortened(options.lifetime()));
  }

  private long shortened(Duration duration) {
    return (long) (duration.toNanos() * (1 - options.jitter() * random.nextDouble()));
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

  void cancelRest() {
    if (rest != null) {
      rest.cancel(false);
      rest = null;
    }
  }
}
