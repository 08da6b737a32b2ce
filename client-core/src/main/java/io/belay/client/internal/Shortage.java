package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.error.PoolState;
import io.belay.client.error.RequestRejectedException;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.List;

/** What those are told who got no connection. Any thread. */
final class Shortage<Q, R> {
  private final ReadyConnections<Q, R> ready;
  private final Waiters<Q, R> waiters;
  private final EndpointPools<Q, R> endpoints;
  private final Duration connectTimeout;

  Shortage(
      ReadyConnections<Q, R> ready,
      Waiters<Q, R> waiters,
      EndpointPools<Q, R> endpoints,
      Duration connectTimeout) {
    this.ready = ready;
    this.waiters = waiters;
    this.endpoints = endpoints;
    this.connectTimeout = connectTimeout;
  }

  /** Nobody came free within the request's timeout, or nothing ever connected. */
  BelayException waitedInVain(Duration timeout) {
    if (!ready.all().isEmpty()) {
      return exhausted();
    }
    return troubles().isEmpty() && !endpoints.isEmpty() ? timedOut(timeout) : nothingConnects();
  }

  /** The first endpoint's last trouble, with those of the other endpoints suppressed. */
  BelayException nothingConnects() {
    if (endpoints.isEmpty()) {
      return BelayFailures.noEndpoint(
          FailureContext.of(Phase.RESOLVE), endpoints.trouble().orElse(null));
    }
    List<BelayException> failures = troubles();
    if (failures.isEmpty()) {
      return timedOut(connectTimeout);
    }
    BelayException first = failures.get(0);
    BelayException result = first.withContext(first.context().withDelivery(Delivery.NOT_SENT));
    failures.subList(1, failures.size()).forEach(result::addSuppressed);
    return result;
  }

  /** There are connections, and none had room until the deadline. */
  BelayException exhausted() {
    return BelayFailures.poolExhausted(FailureContext.of(Phase.ACQUIRE), state());
  }

  /** As many wait for a connection as may. */
  BelayException tooManyWaiting() {
    return BelayFailures.requestRejected(
        FailureContext.of(Phase.ACQUIRE),
        RequestRejectedException.Reason.TOO_MANY_WAITING,
        state().toString());
  }

  BelayException closed() {
    return BelayFailures.clientClosed(FailureContext.of(Phase.ACQUIRE));
  }

  private PoolState state() {
    List<PooledConnection<Q, R>> connections = ready.all();
    int leased = (int) connections.stream().filter(each -> each.load.isTaken()).count();
    int suspect =
        (int)
            connections.stream()
                .filter(each -> !each.load.isTaken() && each.liveness() == LivenessState.SUSPECT)
                .count();
    return new PoolState(
        connections.size(),
        connections.size() - suspect - leased,
        suspect,
        endpoints.stream().mapToInt(EndpointPool::diallingCount).sum(),
        connections.stream().mapToInt(each -> each.load.count()).sum(),
        leased,
        waiters.count(),
        connectFailures().stream().<Throwable>map(failure -> failure).findFirst());
  }

  private static BelayException timedOut(Duration timeout) {
    return BelayFailures.requestTimeout(FailureContext.of(Phase.ACQUIRE), timeout);
  }

  private List<BelayException> troubles() {
    return endpoints.stream().flatMap(each -> each.lastTrouble().stream()).toList();
  }

  private List<BelayException> connectFailures() {
    return endpoints.stream().flatMap(each -> each.lastFailure().stream()).toList();
  }
}
