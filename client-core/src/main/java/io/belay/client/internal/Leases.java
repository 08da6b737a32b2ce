package io.belay.client.internal;

import io.belay.client.Lease;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.heartbeat.CloseReason;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gives whole connections to callers, and takes them back. Any thread. */
final class Leases<Q, R> {
  private final Admission<Q, R> admission;
  private final Requests<Q, R> requests;
  private final BlockingCalls blocking;
  private final Duration drain;

  Leases(
      Admission<Q, R> admission, Requests<Q, R> requests, BlockingCalls blocking, Duration drain) {
    this.admission = admission;
    this.requests = requests;
    this.blocking = blocking;
    this.drain = drain;
  }

  /** An idle connection, or the first that comes within the timeout. Blocks. */
  Lease<Q, R> acquire(RequestOptions options) {
    blocking.refuseOnEventLoop();
    PooledConnection<Q, R> idle = admission.take();
    if (idle != null) {
      reportAcquired(idle);
      return begin(idle, placeOfAcquisition());
    }
    LeaseCall<Q, R> call = requests.newLease(this, options, true);
    admission.await(call);
    return blocking.await(call);
  }

  /** As {@link #acquire}, without blocking. */
  CompletableFuture<Lease<Q, R>> acquireAsync(RequestOptions options) {
    LeaseCall<Q, R> call = requests.newLease(this, options, false);
    PooledConnection<Q, R> idle = admission.take();
    if (idle != null) {
      call.begin(idle);
    } else {
      admission.await(call);
    }
    return call;
  }

  private void reportAcquired(PooledConnection<Q, R> connection) {
    RequestEvents events = requests.events();
    if (!events.isEmpty()) {
      events.acquired(connection.identity.endpoint, 0);
    }
  }

  /** The lease of a connection that was taken, for whoever asked for it at this place. */
  HeldLease<Q, R> begin(PooledConnection<Q, R> connection, @Nullable Throwable place) {
    HeldLease<Q, R> lease = new HeldLease<>(connection, this, place);
    connection.lessee.begin(lease);
    return lease;
  }

  /** The connection of a lease that ended. */
  void takeBack(PooledConnection<Q, R> connection, boolean reusable) {
    if (reusable && !connection.stray) {
      admission.giveBack(connection);
    } else {
      // It stays taken until its end.
      connection.drain(CloseReason.RETIRED, drain);
    }
  }

  R sendBlocking(
      HeldLease<Q, R> lease, PooledConnection<Q, R> connection, Q request, RequestOptions options) {
    blocking.refuseOnEventLoop();
    return blocking.await(
        send(lease, connection, requests.newBlocking(request, Exchange.Kind.PINNED, options)));
  }

  Exchange<Q, R> sendAsync(
      HeldLease<Q, R> lease,
      PooledConnection<Q, R> connection,
      Q request,
      Exchange.Kind kind,
      RequestOptions options) {
    return send(lease, connection, requests.newExchange(request, kind, options));
  }

  private Exchange<Q, R> send(
      HeldLease<Q, R> lease, PooledConnection<Q, R> connection, Exchange<Q, R> exchange) {
    if (!connection.lessee.is(lease)) {
      exchange.fail(rejection(connection, RequestRejectedException.Reason.LEASE_ENDED, ""));
    } else if (!connection.load.tryReserveTaken()) {
      exchange.fail(
          rejection(
              connection,
              RequestRejectedException.Reason.TOO_MANY_IN_FLIGHT,
              "%d requests await their answers".formatted(connection.load.count())));
    } else {
      exchange.begin(connection);
    }
    return exchange;
  }

  private static RequestRejectedException rejection(
      PooledConnection<?, ?> connection, RequestRejectedException.Reason reason, String detail) {
    return BelayFailures.requestRejected(
        connection.identity.context(Phase.ACQUIRE, Delivery.NOT_SENT), reason, detail);
  }

  /** Here, for those who look for leaks in earnest; otherwise nothing. */
  static @Nullable Throwable placeOfAcquisition() {
    return ResourceLeakDetector.getLevel().compareTo(ResourceLeakDetector.Level.ADVANCED) < 0
        ? null
        : new Throwable("the lease was acquired here");
  }
}
