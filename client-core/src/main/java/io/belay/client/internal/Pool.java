package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to all endpoints, from the first dial until all are closed. What is lent to whom
 * is the business of its {@link Admission}.
 *
 * <p>Dialling, retiring and closing are decided on one event loop, the pool's home.
 */
final class Pool<Q, R> implements Admission.Host, EndpointPool.Parent<Q, R> {

  /** Makes connections. */
  interface ConnectionFactory<Q, R> {
    /** A connection that dials at once and reports to the pool. */
    PooledConnection<Q, R> dial(EndpointPool<Q, R> endpoint, int index, Pool<Q, R> pool);
  }

  /** What a snapshot shows of a pool. */
  record Picture(
      int waiting, List<EndpointSnapshot> endpoints, List<ConnectionSnapshot> connections) {}

  private enum State {
    OPEN,
    /** Serves who waits, takes no more. */
    CLOSING,
    /** Nobody waits any more; the connections drain. */
    DRAINING,
    CLOSED
  }

  private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PoolPlan plan;
  private final EventLoop home;
  private final ConnectionFactory<Q, R> connections;
  private final Events<Q, R> events;

  // Any thread.
  private final Admission<Q, R> admission;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();

  // Home loop only.
  private final EndpointPools<Q, R> endpoints;
  private final WarmUps warming;
  private State state = State.OPEN;
  private @Nullable ScheduledFuture<?> housekeeping;
  private @Nullable Future<?> patience;

  /** Has nothing to connect to until it is {@linkplain #replaceEndpoints told}. */
  Pool(
      PoolPlan plan,
      EventLoop home,
      ConnectionFactory<Q, R> connections,
      Names names,
      Events<Q, R> events) {
    this.plan = plan;
    this.home = home;
    this.connections = connections;
    this.events = events;
    endpoints = new EndpointPools<>(each -> new EndpointPool<>(each, plan, this, names));
    warming = new WarmUps(this::schedule, plan.connectTimeout().toNanos());
    admission = new Admission<>(this, home, endpoints, plan.options(), plan.connectTimeout());
  }

  /* ---- Any thread. */

  void start() {
    home.execute(
        () -> {
          housekeeping =
              home.scheduleWithFixedDelay(
                  this::housekeep, HOUSEKEEPING_NANOS, HOUSEKEEPING_NANOS, TimeUnit.NANOSECONDS);
          housekeeping.addListener(
              stopped -> {
                if (stopped.isCancelled()) {
                  homeEnded();
                }
              });
          tend();
        });
  }

  Admission<Q, R> admission() {
    return admission;
  }

  /** These are the endpoints from now on, all of them. */
  void replaceEndpoints(Set<Endpoint> all) {
    execute(
        () -> {
          if (admits() && endpoints.replace(all)) {
            events.tell(listener -> listener.endpointsChanged(all));
            completeWarm();
            tend();
            admission.endpointsChanged();
          }
        });
  }

  /** Nobody knows at present which endpoints there are. */
  void endpointsUnknown(Throwable cause) {
    execute(
        () -> {
          endpoints.troubled(cause);
          events.tell(listener -> listener.endpointSourceFailed(cause));
          admission.endpointsChanged();
        });
  }

  CompletableFuture<Void> warmUp() {
    CompletableFuture<Void> warm = new CompletableFuture<>();
    LoopTasks.execute(
        home, () -> warmUp(warm), () -> warm.completeExceptionally(admission.shortage().closed()));
    return warm;
  }

  /** Serves who waits, then drains all connections, all within the bound. */
  CompletableFuture<Void> close(Duration bound) {
    execute(
        () -> {
          if (state == State.OPEN) {
            state = State.CLOSING;
            patience = schedule(this::abortAll, bound.toNanos());
            if (admission.waiting() == 0) {
              allServed();
            }
          }
        });
    return terminated;
  }

  CompletableFuture<Void> closeNow() {
    execute(this::abortAll);
    return terminated;
  }

  /** Runs the task on the home loop. */
  void execute(Runnable task) {
    LoopTasks.execute(home, task);
  }

  /* ---- What connections report, from their own event loops. */

  void connectionReady(EndpointPool<Q, R> endpoint, PooledConnection<Q, R> connection) {
    execute(
        () -> {
          if (state == State.DRAINING) {
            connection.drain(CloseReason.CLOSED_BY_USER, plan.options().drain());
          } else if (connection.state() == ConnectionState.READY) {
            admission.add(connection);
          }
          // Only now, since another one may be retired in exchange.
          endpoint.ready(connection);
          completeWarm();
          admission.serve();
          tend();
        });
  }

  void connectionDraining(
      EndpointPool<Q, R> endpoint, PooledConnection<Q, R> connection, CloseReason reason) {
    execute(
        () -> {
          admission.remove(connection);
          endpoint.draining(connection, reason);
          tend();
        });
  }

  void connectionEnded(
      EndpointPool<Q, R> endpoint,
      PooledConnection<Q, R> connection,
      CloseReason reason,
      @Nullable BelayException failure) {
    execute(
        () -> {
          admission.remove(connection);
          endpoint.ended(connection, reason, failure);
          endpoints.forgetEmpty();
          if (state == State.DRAINING) {
            closeOnceEmpty();
            return;
          }
          admission.connectionEnded();
          tend();
        });
  }

  /** A picture of all endpoints and connections, taken on the home loop. */
  CompletableFuture<Picture> picture() {
    CompletableFuture<Picture> taken = new CompletableFuture<>();
    Runnable take =
        () ->
            taken.complete(
                new Picture(
                    admission.waiting(),
                    endpoints.all().map(EndpointPool::snapshot).toList(),
                    endpoints
                        .all()
                        .flatMap(each -> each.held().stream())
                        .flatMap(each -> each.picture().stream())
                        .toList()));
    if (home.inEventLoop()) {
      take.run();
    } else {
      // Once the loop has ended, nothing changes any more.
      LoopTasks.execute(home, take, take);
    }
    return taken;
  }

  /* ---- The rest: home loop only. */

  @Override
  public PooledConnection<Q, R> dial(EndpointPool<Q, R> endpoint, int index) {
    return connections.dial(endpoint, index, this);
  }

  @Override
  public Future<?> schedule(Runnable task, long delayNanos) {
    return home.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public long now() {
    return home.ticker().nanoTime();
  }

  @Override
  public void addressesChanged(Endpoint endpoint, List<InetAddress> addresses) {
    events.tell(listener -> listener.addressesChanged(endpoint, addresses));
  }

  /** Dials what is missing: the minimum, and room for those who wait. */
  @Override
  public void tend() {
    if (state == State.DRAINING || state == State.CLOSED) {
      return;
    }
    if (state == State.OPEN) {
      endpoints.stream().forEach(EndpointPool::keepMinimum);
    }
    int missing =
        admission.connectionsWanted(plan.options().maxInFlight())
            - endpoints.stream().mapToInt(EndpointPool::diallingCount).sum();
    List<EndpointPool<Q, R>> fewestFirst =
        endpoints.stream().sorted(Comparator.comparingInt(EndpointPool::lentCount)).toList();
    for (int i = 0; i < fewestFirst.size() && missing > 0; i++) {
      if (fewestFirst.get(i).dialOneMore()) {
        missing--;
      }
    }
    admission.lacking(Math.max(0, missing));
    endpoints.retireStrays();
  }

  private void warmUp(CompletableFuture<Void> warm) {
    if (state != State.OPEN) {
      warm.completeExceptionally(admission.shortage().closed());
      return;
    }
    warming.add(warm, admission.shortage()::nothingConnects);
    completeWarm();
  }

  private void housekeep() {
    if (state == State.OPEN) {
      endpoints.all().forEach(EndpointPool::housekeep);
      tend();
    }
  }

  private void completeWarm() {
    if (!endpoints.isEmpty() && endpoints.stream().allMatch(EndpointPool::hasMinimum)) {
      warming.complete();
    }
  }

  @Override
  public boolean admits() {
    return state == State.OPEN || state == State.CLOSING;
  }

  @Override
  public void allServed() {
    if (state == State.CLOSING) {
      state = State.DRAINING;
      all().forEach(each -> each.drain(CloseReason.CLOSED_BY_USER, plan.options().drain()));
      closeOnceEmpty();
    }
  }

  private void abortAll() {
    if (state != State.CLOSED) {
      admission.failAll();
      state = State.DRAINING;
      all().forEach(connection -> connection.abort(CloseReason.CLOSED_BY_USER));
      closeOnceEmpty();
    }
  }

  private void closeOnceEmpty() {
    if (endpoints.all().allMatch(EndpointPool::isEmpty)) {
      terminate();
    }
  }

  /** A user may shut his event loops down before the client: what waits here must not wait on. */
  private void homeEnded() {
    if (state != State.CLOSED) {
      terminate();
    }
  }

  private void terminate() {
    state = State.CLOSED;
    endpoints.all().forEach(EndpointPool::cancelRest);
    if (housekeeping != null) {
      housekeeping.cancel(false);
    }
    if (patience != null) {
      patience.cancel(false);
    }
    admission.close();
    warming.fail(admission.shortage().closed());
    terminated.complete(null);
  }

  private List<PooledConnection<Q, R>> all() {
    return endpoints.all().flatMap(each -> each.connections().stream()).toList();
  }
}
