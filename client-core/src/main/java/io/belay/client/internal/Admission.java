package io.belay.client.internal;

import io.belay.client.PoolOptions;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How calls come by a connection: exchanges by a place among others, leases by a whole one. The
 * calling thread chooses, without a lock; who finds nothing waits here, first come first served, on
 * the pool's home loop.
 */
final class Admission<Q, R> implements Call.Holder {

  /** The pool around it. Called on its home loop. */
  interface Host {
    /** Whether those who come may still wait. */
    boolean admits();

    /** Some wait in vain, or do not wait any more: more connections may be wanted, or fewer. */
    void tend();

    /** Nobody waits any more. */
    void allServed();
  }

  private final Host host;
  private final EventLoop home;
  private final EndpointPools<Q, R> endpoints;

  // Any thread.
  private final ReadyConnections<Q, R> ready = new ReadyConnections<>();
  private final Waiters<Q, R> waiters;
  private final AtomicBoolean serving = new AtomicBoolean();
  private final Shortage<Q, R> shortage;

  // Home loop only.
  private final SetAside<Q, R> setAside = new SetAside<>(ready);
  private final Deadlines deadlines;

  Admission(
      Host host,
      EventLoop home,
      EndpointPools<Q, R> endpoints,
      PoolOptions options,
      Duration connectTimeout) {
    this.host = host;
    this.home = home;
    this.endpoints = endpoints;
    waiters = new Waiters<>(options.maxWaiting());
    shortage = new Shortage<>(ready, waiters, endpoints, connectTimeout);
    deadlines = new Deadlines(home, this::failExpired);
  }

  /* ---- Any thread. */

  /** Sends the exchange on a connection with room, or lets it wait for one. */
  void submit(Exchange<Q, R> exchange) {
    // Whoever waits already comes first.
    if (waiters.exchanges() == 0) {
      PooledConnection<Q, R> connection = reserve(exchange.earlier());
      if (connection != null) {
        exchange.begin(connection);
        return;
      }
    }
    await(exchange);
  }

  private @Nullable PooledConnection<Q, R> reserve(@Nullable Attempts earlier) {
    return earlier == null ? ready.reserve() : ready.reserveAvoiding(earlier);
  }

  /** Takes an idle connection as a whole, if there is one now and nobody comes first. */
  @Nullable PooledConnection<Q, R> take() {
    return waiters.count() == 0 ? ready.take() : null;
  }

  /** Lets the call wait for a connection. */
  void await(Call<Q, R, ?> call) {
    call.waits();
    call.holder = this;
    if (!waiters.announce(call)) {
      call.fail(shortage.tooManyWaiting());
      return;
    }
    LoopTasks.execute(
        home,
        () -> enqueue(call),
        () -> {
          waiters.withdraw(call);
          call.fail(shortage.closed());
        });
  }

  /** A connection that was taken as a whole may be another's. */
  void giveBack(PooledConnection<Q, R> connection) {
    if (waiters.leases() > 0) {
      // Not for exchanges to take in between.
      LoopTasks.execute(home, () -> passOn(connection));
    } else {
      connection.load.giveBack();
      hasRoom();
    }
  }

  /** A place may have become free. */
  void hasRoom() {
    if (waiters.count() > 0 && serving.compareAndSet(false, true)) {
      LoopTasks.execute(home, this::serve);
    }
  }

  @Override
  public void abandon(Call<?, ?, ?> call) {
    @SuppressWarnings("unchecked") // A holder has only its own kind.
    Call<Q, R, ?> mine = (Call<Q, R, ?>) call;
    LoopTasks.execute(
        home,
        () -> {
          if (waiters.remove(mine)) {
            host.tend();
          }
          reportIfAllServed();
        });
  }

  /** How many wait. */
  int waiting() {
    return waiters.count();
  }

  /** What those are told who get no connection. */
  Shortage<Q, R> shortage() {
    return shortage;
  }

  /* ---- The rest: home loop only. */

  /** A connection may be lent. */
  void add(PooledConnection<Q, R> connection) {
    ready.add(connection);
  }

  /** A connection is not lent any more. */
  void remove(PooledConnection<Q, R> connection) {
    ready.remove(connection);
    setAside.remove(connection);
  }

  /** How many connections it takes to serve all who wait. */
  int connectionsWanted(int placesOnEach) {
    return (waiters.exchanges() + placesOnEach - 1) / placesOnEach + waiters.leases();
  }

  /** So many of the connections that are wanted cannot be made at present. */
  void lacking(int connections) {
    if (setAside.adjust(Math.min(connections, waiters.leases()))) {
      hasRoom();
    }
  }

  private void enqueue(Call<Q, R, ?> call) {
    waiters.add(call);
    if (call.isDone()) {
      waiters.remove(call);
    } else if (!host.admits()) {
      waiters.remove(call);
      call.fail(shortage.closed());
    } else {
      deadlines.watch(call.deadlineNanos);
      serve();
      if (call.failFast) {
        failFast(each -> !each.isResting());
      }
    }
    reportIfAllServed();
  }

  private void passOn(PooledConnection<Q, R> taken) {
    setAside.add(taken);
    serve();
  }

  /** Gives those who wait what there is. */
  void serve() {
    serving.set(false);
    if (waiters.count() > 0) {
      waiters.serve(
          home.ticker().nanoTime(),
          call -> reserve(call.earlier()),
          this::takeWhole,
          this::waitedInVain);
    }
    if (waiters.count() > 0 || !setAside.isEmpty()) {
      host.tend();
    }
    reportIfAllServed();
  }

  private @Nullable PooledConnection<Q, R> takeWhole() {
    PooledConnection<Q, R> fallenIdle = setAside.take();
    return fallenIdle == null ? ready.take() : fallenIdle;
  }

  /** A connect failed, or a connection was lost: those who will not wait may have to hear of it. */
  void connectionEnded() {
    failFast(each -> false);
    reportIfAllServed();
  }

  /** There are other endpoints, or nobody knows which there are. */
  void endpointsChanged() {
    failFast(each -> !each.isResting());
    // What was set aside for them is not needed any more.
    host.tend();
    reportIfAllServed();
  }

  /** Those who will not wait are told at once that nothing can connect. */
  private void failFast(Predicate<EndpointPool<Q, R>> mayBeTried) {
    boolean hope =
        endpoints.mayCome()
            || endpoints.stream()
                .anyMatch(
                    each ->
                        each.lentCount() > 0
                            || each.diallingCount() > 0
                            || each.lastFailure().isEmpty()
                            || mayBeTried.test(each));
    if (!hope) {
      waiters.removeIf(call -> call.failFast, call -> call.fail(shortage.nothingConnects()));
    }
  }

  private void failExpired(long nowNanos) {
    waiters.removeIf(
        call -> {
          if (call.expired(nowNanos)) {
            return true;
          }
          deadlines.watch(call.deadlineNanos);
          return false;
        },
        this::waitedInVain);
    host.tend();
    reportIfAllServed();
  }

  private void waitedInVain(Call<Q, R, ?> call) {
    call.fail(shortage.waitedInVain(call.timeout));
  }

  private void reportIfAllServed() {
    if (waiters.count() == 0) {
      host.allServed();
    }
  }

  /** Fails all who wait: the client closes. */
  void failAll() {
    waiters.removeIf(call -> true, call -> call.fail(shortage.closed()));
  }

  /** The end: nobody will come any more. */
  void close() {
    deadlines.cancel();
    failAll();
  }
}
