package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.Lease;
import io.belay.client.RequestOptions;
import io.belay.client.error.ConnectionDetails;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection in the hands of one caller, until he gives it back or loses it. Any thread. */
final class HeldLease<Q, R> implements Lease<Q, R> {
  private final PooledConnection<Q, R> connection;
  private final Leases<Q, R> leases;
  private final int lostBefore;
  private final @Nullable Throwable place;

  HeldLease(PooledConnection<Q, R> connection, Leases<Q, R> leases, @Nullable Throwable place) {
    this.connection = connection;
    this.leases = leases;
    this.place = place;
    lostBefore = connection.lostExchanges();
  }

  @Override
  public Endpoint endpoint() {
    return connection.identity.endpoint;
  }

  @Override
  public ConnectionDetails details() {
    return connection.identity.details();
  }

  @Override
  public R send(Q request) {
    return send(request, RequestOptions.DEFAULT);
  }

  @Override
  public R send(Q request, RequestOptions options) {
    return leases.sendBlocking(this, connection, request, options);
  }

  @Override
  public CompletableFuture<R> sendAsync(Q request) {
    return sendAsync(request, RequestOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<R> sendAsync(Q request, RequestOptions options) {
    return leases.sendAsync(this, connection, request, Exchange.Kind.PINNED, options);
  }

  @Override
  public CompletableFuture<Void> sendOneWay(Q message) {
    return leases
        .sendAsync(this, connection, message, Exchange.Kind.PINNED_ONE_WAY, RequestOptions.DEFAULT)
        .withoutAnswer();
  }

  @Override
  public void release(boolean reusable) {
    try {
      if (connection.lessee.end(this)) {
        leases.takeBack(connection, reusable);
      }
    } finally {
      // Until it has ended it must not look leaked.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    // In this order: an exchange counts as lost before it ceases to be under way.
    boolean quiet = connection.load.count() == 0;
    release(quiet && connection.lostExchanges() == lostBefore);
  }

  /** Where it was acquired, if that was to be recorded. */
  Optional<Throwable> place() {
    return Optional.ofNullable(place);
  }

  @Override
  public String toString() {
    return "lease of " + connection.identity.id;
  }
}
