package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.EndpointSnapshot;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections to all endpoints, and the requests that wait for one.
 *
 * <p>A connection with room is chosen by the calling thread, without a lock. Everything else, such
 * as waiting, dialling and retiring, is done on one event loop, the pool's home.
 */
final class Pool<Q, R> implements Exchange.Holder, EndpointPool.Parent<Q, R> {

  /** Makes connections. */
  interface ConnectionFactory<Q, R> {
    /** A connection that dials at once and reports to the pool. */
    Connection<Q, R> dial(EndpointPool<Q, R> endpoint, int index, Pool<Q, R> pool);
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

  private final Settings<Q, R> settings;
  private final EventLoop home;
  private final ConnectionFactory<Q, R> connections;

  // Any thread.
  private final ReadyConnections<Q, R> ready = new ReadyConnections<>();
  private final Waiters<Q, R> waiters;
  private final AtomicBoolean serving = new AtomicBoolean();
  private final Shortage<Q, R> shortage;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();

  // Home loop only.
  private final List<EndpointPool<Q, R>> endpoints;
  private final List<CompletableFuture<Void>> warming = new ArrayList<>();
  private final Deadlines deadlines;
  private State state = State.OPEN;
  private @Nullable ScheduledFuture<?> housekeeping;

  Pool(Settings<Q, R> settings, EventLoop home, ConnectionFactory<Q, R> connections) {
    this.settings = settings;
    this.home = home;
    this.connections = connections;
    waiters = new Waiters<>(settings.pool().maxWaiting());
    deadlines = new Deadlines(home, this::failExpired);
    endpoints =
        settings.endpoints().stream()
            .map(each -> new EndpointPool<Q, R>(each, settings, this, new Random()))
            .toList();
    shortage = new Shortage<>(ready, waiters, endpoints, settings.connectTimeout());
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

  /** Sends the exchange on a connection with room, or lets it wait for one. */
  void submit(Exchange<Q, R> exchange) {
    // Whoever waits already comes first.
    if (waiters.count() == 0) {
      Connection<Q, R> connection = ready.reserve();
      if (connection != null) {
        connection.exchanges.submit(exchange);
        return;
      }
    }
    if (!waiters.announce()) {
      exchange.fail(shortage.tooManyWaiting());
      return;
    }
    exchange.holder = this;
    LoopTasks.execute(
        home,
        () -> enqueue(exchange),
        () -> {
          waiters.withdraw();
          exchange.fail(shortage.closed());
        });
  }

  /** A place may have become free. */
  void hasRoom() {
    if (waiters.count() > 0 && serving.compareAndSet(false, true)) {
      execute(this::serve);
    }
  }

  @Override
  public void abandon(Exchange<?, ?> exchange) {
    @SuppressWarnings("unchecked") // A holder has only its own kind.
    Exchange<Q, R> mine = (Exchange<Q, R>) exchange;
    execute(
        () -> {
          waiters.remove(mine);
          drainOnceServed();
        });
  }

  CompletableFuture<Void> warmUp() {
    CompletableFuture<Void> warm = new CompletableFuture<>();
    LoopTasks.execute(
        home, () -> warmUp(warm), () -> warm.completeExceptionally(shortage.closed()));
    return warm;
  }

  /** Serves who waits, then drains all connections, all within the bound. */
  CompletableFuture<Void> close(Duration bound) {
    execute(
        () -> {
          if (state == State.OPEN) {
            state = State.CLOSING;
            var unused = schedule(this::abortAll, bound.toNanos());
            drainOnceServed();
          }
        });
    return terminated;
  }

  CompletableFuture<Void> closeNow() {
    execute(this::abortAll);
    return terminated;
  }

  /* ---- What connections report, from their own event loops. */

  void connectionReady(EndpointPool<Q, R> endpoint, Connection<Q, R> connection) {
    execute(
        () -> {
          endpoint.ready(connection);
          if (state == State.DRAINING) {
            connection.drain(CloseReason.CLOSED_BY_USER, settings.pool().drain());
          } else if (connection.state() == Connection.State.READY) {
            ready.add(connection);
          }
          completeWarm();
          serve();
          tend();
        });
  }

  void connectionDraining(
      EndpointPool<Q, R> endpoint, Connection<Q, R> connection, CloseReason reason) {
    execute(
        () -> {
          ready.remove(connection);
          endpoint.draining(connection, reason);
          tend();
        });
  }

  void connectionEnded(
      EndpointPool<Q, R> endpoint, Connection<Q, R> connection, @Nullable BelayException failure) {
    execute(
        () -> {
          ready.remove(connection);
          endpoint.ended(connection, failure);
          if (state == State.DRAINING) {
            closeOnceEmpty();
            return;
          }
          failFast(each -> false);
          drainOnceServed();
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
                    waiters.count(),
                    endpoints.stream().map(EndpointPool::snapshot).toList(),
                    all().stream().flatMap(each -> each.snapshot().stream()).toList()));
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
  public Connection<Q, R> dial(EndpointPool<Q, R> endpoint, int index) {
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

  /** Dials what is missing: the minimum, and room for those who wait. */
  @Override
  public void tend() {
    if (state == State.DRAINING || state == State.CLOSED) {
      return;
    }
    if (state == State.OPEN) {
      endpoints.forEach(EndpointPool::keepMinimum);
    }
    int perConnection = settings.pool().maxInFlight();
    int missing =
        (waiters.size() + perConnection - 1) / perConnection
            - endpoints.stream().mapToInt(EndpointPool::diallingCount).sum();
    List<EndpointPool<Q, R>> fewestFirst = new ArrayList<>(endpoints);
    fewestFirst.sort(Comparator.comparingInt(EndpointPool::lentCount));
    for (int i = 0; i < fewestFirst.size() && missing > 0; i++) {
      if (fewestFirst.get(i).dialOneMore()) {
        missing--;
      }
    }
  }

  private void warmUp(CompletableFuture<Void> warm) {
    if (state != State.OPEN) {
      warm.completeExceptionally(shortage.closed());
      return;
    }
    warming.add(warm);
    Future<?> timeout =
        schedule(
            () -> {
              warm.completeExceptionally(shortage.nothingConnects());
              warming.removeIf(CompletableFuture::isDone);
            },
            settings.connectTimeout().toNanos());
    var unused = warm.thenRun(() -> timeout.cancel(false));
    completeWarm();
  }

  private void enqueue(Exchange<Q, R> exchange) {
    waiters.add(exchange);
    if (exchange.isDone()) {
      waiters.remove(exchange);
    } else if (state == State.DRAINING || state == State.CLOSED) {
      waiters.remove(exchange);
      exchange.fail(shortage.closed());
    } else {
      deadlines.watch(exchange.deadlineNanos);
      serve();
      if (exchange.failFast) {
        failFast(each -> !each.isResting());
      }
    }
    drainOnceServed();
  }

  private void serve() {
    serving.set(false);
    while (!waiters.isEmpty()) {
      Connection<Q, R> connection = ready.reserve();
      if (connection == null) {
        tend();
        return;
      }
      Exchange<Q, R> first = waiters.poll();
      if (first != null) {
        connection.exchanges.submit(first);
      }
    }
    drainOnceServed();
  }

  /** Those who will not wait are told at once that nothing can connect. */
  private void failFast(Predicate<EndpointPool<Q, R>> mayBeTried) {
    boolean hope =
        endpoints.stream()
            .anyMatch(
                each ->
                    each.lentCount() > 0
                        || each.diallingCount() > 0
                        || each.lastFailure().isEmpty()
                        || mayBeTried.test(each));
    if (!hope) {
      waiters.removeIf(
          exchange -> exchange.failFast, exchange -> exchange.fail(shortage.nothingConnects()));
    }
  }

  private void failExpired(long nowNanos) {
    waiters.removeIf(
        exchange -> {
          if (exchange.expired(nowNanos)) {
            return true;
          }
          deadlines.watch(exchange.deadlineNanos);
          return false;
        },
        exchange -> exchange.fail(shortage.waitedInVain(exchange.timeout)));
    drainOnceServed();
  }

  private void housekeep() {
    if (state == State.OPEN) {
      endpoints.forEach(EndpointPool::housekeep);
      tend();
    }
  }

  private void completeWarm() {
    if (endpoints.stream().allMatch(EndpointPool::hasMinimum)) {
      warming.forEach(warm -> warm.complete(null));
      warming.clear();
    }
  }

  private void drainOnceServed() {
    if (state == State.CLOSING && waiters.count() == 0) {
      state = State.DRAINING;
      all().forEach(each -> each.drain(CloseReason.CLOSED_BY_USER, settings.pool().drain()));
      closeOnceEmpty();
    }
  }

  private void abortAll() {
    if (state != State.CLOSED) {
      failWaiters();
      state = State.DRAINING;
      all().forEach(connection -> connection.abort(CloseReason.CLOSED_BY_USER));
      closeOnceEmpty();
    }
  }

  private void closeOnceEmpty() {
    if (endpoints.stream().allMatch(EndpointPool::isEmpty)) {
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
    deadlines.cancel();
    endpoints.forEach(EndpointPool::cancelRest);
    if (housekeeping != null) {
      housekeeping.cancel(false);
    }
    failWaiters();
    warming.forEach(warm -> warm.completeExceptionally(shortage.closed()));
    warming.clear();
    terminated.complete(null);
  }

  private void failWaiters() {
    waiters.removeIf(exchange -> true, exchange -> exchange.fail(shortage.closed()));
  }

  private List<Connection<Q, R>> all() {
    return endpoints.stream().flatMap(each -> each.connections().stream()).toList();
  }

  private void execute(Runnable task) {
    LoopTasks.execute(home, task);
  }
}
