package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins one connection to its pool, and tells the user's listener first what becomes of it. */
final class ConnectionReports<Q, R> implements ConnectionOwner<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final Pool<Q, R> pool;
  private final EndpointPool<Q, R> endpoint;
  private final Events<Q, R> events;
  private final Requests<Q, R> requests;

  // The connection's event loop only; set once it is ready.
  private @Nullable ConnectionHandle<Q, R> handle;
  private @Nullable Duration firstRoundTrip;
  private boolean over;

  ConnectionReports(
      Pool<Q, R> pool, EndpointPool<Q, R> endpoint, Events<Q, R> events, Requests<Q, R> requests) {
    this.pool = pool;
    this.endpoint = endpoint;
    this.events = events;
    this.requests = requests;
  }

  @Override
  public CompletableFuture<List<InetSocketAddress>> addresses(Identity who) {
    CompletableFuture<List<InetSocketAddress>> route = new CompletableFuture<>();
    pool.execute(() -> endpoint.addresses.find(who, route));
    return route;
  }

  @Override
  public void troubled(InetAddress address) {
    pool.execute(() -> endpoint.addresses.troubled(address));
  }

  @Override
  public Churn churn() {
    return endpoint.churn;
  }

  @Override
  public void ready(Connection<Q, R> connection) {
    ConnectionHandle<Q, R> ready = new ConnectionHandle<>(connection, requests);
    handle = ready;
    events.tell(listener -> listener.connectionReady(ready));
    if (firstRoundTrip != null) {
      roundTrip(connection, firstRoundTrip);
    }
    pool.connectionReady(endpoint, connection);
  }

  @Override
  public void draining(Connection<Q, R> connection, CloseReason reason) {
    pool.connectionDraining(endpoint, connection, reason);
  }

  @Override
  public void ended(
      Connection<Q, R> connection, CloseReason reason, @Nullable BelayException failure) {
    over = true;
    if (handle != null) {
      ConnectionDetails details = connection.identity.details();
      events.tell(
          listener ->
              listener.connectionClosed(
                  connection.identity.endpoint, details, reason, Optional.ofNullable(failure)));
    } else {
      BelayException why = failure == null ? connection.unavailable() : failure;
      events.tell(
          listener ->
              listener.connectFailed(connection.identity.endpoint, connection.identity.id, why));
    }
    pool.connectionEnded(endpoint, connection, reason, failure);
  }

  @Override
  public void hasRoom() {
    pool.admission().hasRoom();
  }

  @Override
  public void leaked(Connection<Q, R> connection, Lessee.Leak leak) {
    LOG.warn(
        "{}: a lease was not released before nobody could reach it any more; the connection is"
            + " retired{}",
        connection.identity.id,
        leak.place().isPresent()
            ? ""
            : " (where it was acquired is recorded with -Dio.netty.leakDetection.level=advanced)",
        leak.place().orElse(null));
    if (!over) {
      Identity identity = connection.identity;
      ConnectionDetails details = identity.details();
      events.tell(listener -> listener.leaseLeaked(identity.endpoint, details, leak.place()));
    }
  }

  @Override
  public void livenessChanged(Connection<Q, R> connection, LivenessState state) {
    Identity identity = connection.identity;
    ConnectionDetails details = identity.details();
    events.tell(listener -> listener.livenessChanged(identity.endpoint, details, state));
  }

  @Override
  public void roundTrip(Connection<Q, R> connection, Duration roundTrip) {
    if (over) {
      return;
    }
    if (handle == null) {
      // Of the PING whose PONG makes it ready, which is about to be told.
      firstRoundTrip = roundTrip;
      return;
    }
    Identity identity = connection.identity;
    ConnectionDetails details = identity.details();
    events.tell(listener -> listener.heartbeat(identity.endpoint, details, roundTrip));
  }

  @Override
  public void message(Connection<Q, R> connection, int type, byte[] body) {
    ConnectionHandle<Q, R> from = handle;
    if (from != null) {
      events.tell(listener -> listener.message(from, type, body));
    }
  }
}
