package io.belay.client.internal;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * How exchanges come by a connection. One with room is chosen by the calling thread, without a
 * lock; who finds none waits here, first come first served, on the pool's home loop.
 */
final class Admission<Q, R> implements Exchange.Holder {

  /** The pool around it. Called on its home loop. */
  interface Host {
    /** Whether those who come may still wait. */
    boolean admits();

    /** Some wait, and no connection has room. */
    void tend();

    /** Nobody waits any more. */
    void allServed();
  }

  private final Host host;
  private final EventLoop home;
  private final List<EndpointPool<Q, R>> endpoints;

  // Any thread.
  private final ReadyConnections<Q, R> ready = new ReadyConnections<>();
  private final Waiters<Q, R> waiters;
  private final AtomicBoolean serving = new AtomicBoolean();
  private final Shortage<Q, R> shortage;

  // Home loop only.
  private final Deadlines deadlines;

  Admission(
      Host host, EventLoop home, List<EndpointPool<Q, R>> endpoints, Settings<Q, R> settings) {
    this.host = host;
    this.home = home;
    this.endpoints = endpoints;
    waiters = new Waiters<>(settings.pool().maxWaiting());
    shortage = new Shortage<>(ready, waiters, endpoints, settings.connectTimeout());
    deadlines = new Deadlines(home, this::failExpired);
  }

  /* ---- Any thread. */

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
      LoopTasks.execute(home, this::serve);
    }
  }

  @Override
  public void abandon(Exchange<?, ?> exchange) {
    @SuppressWarnings("unchecked") // A holder has only its own kind.
    Exchange<Q, R> mine = (Exchange<Q, R>) exchange;
    LoopTasks.execute(
        home,
        () -> {
          waiters.remove(mine);
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
  void add(Connection<Q, R> connection) {
    ready.add(connection);
  }

  /** A connection is not lent any more. */
  void remove(Connection<Q, R> connection) {
    ready.remove(connection);
  }

  /** How many connections it takes to serve all who wait. */
  int connectionsWanted(int placesOnEach) {
    return (waiters.size() + placesOnEach - 1) / placesOnEach;
  }

  private void enqueue(Exchange<Q, R> exchange) {
    waiters.add(exchange);
    if (exchange.isDone()) {
      waiters.remove(exchange);
    } else if (!host.admits()) {
      waiters.remove(exchange);
      exchange.fail(shortage.closed());
    } else {
      deadlines.watch(exchange.deadlineNanos);
      serve();
      if (exchange.failFast) {
        failFast(each -> !each.isResting());
      }
    }
    reportIfAllServed();
  }

  /** Gives those who wait what room there is. */
  void serve() {
    serving.set(false);
    while (!waiters.isEmpty()) {
      Connection<Q, R> connection = ready.reserve();
      if (connection == null) {
        host.tend();
        return;
      }
      Exchange<Q, R> first = waiters.poll();
      if (first != null) {
        connection.exchanges.submit(first);
      }
    }
    reportIfAllServed();
  }

  /** A connect failed, or a connection was lost: those who will not wait may have to hear of it. */
  void connectionEnded() {
    failFast(each -> false);
    reportIfAllServed();
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
    reportIfAllServed();
  }

  private void reportIfAllServed() {
    if (waiters.count() == 0) {
      host.allServed();
    }
  }

  /** Fails all who wait: the client closes. */
  void failAll() {
    waiters.removeIf(exchange -> true, exchange -> exchange.fail(shortage.closed()));
  }

  /** The end: nobody will come any more. */
  void close() {
    deadlines.cancel();
    failAll();
  }
}
