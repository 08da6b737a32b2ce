package io.belay.client.internal;

import io.belay.client.BelayConnection;
import io.belay.client.Endpoint;
import io.belay.client.RequestOptions;
import io.belay.client.error.ConnectionDetails;
import java.util.concurrent.CompletableFuture;

/** A connection as listeners see it. */
final class ConnectionHandle<Q, R> implements BelayConnection<Q, R> {
  private final Connection<Q, R> connection;
  private final Requests<Q, R> requests;

  ConnectionHandle(Connection<Q, R> connection, Requests<Q, R> requests) {
    this.connection = connection;
    this.requests = requests;
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
  public CompletableFuture<R> sendAsync(Q request) {
    Exchange<Q, R> exchange =
        requests.newExchange(request, Exchange.Kind.PINNED, RequestOptions.DEFAULT);
    // What sets a connection up goes ahead of its load, and is not held back by a full one.
    connection.load.reserve();
    exchange.begin(connection);
    return exchange;
  }

  @Override
  public void pause() {
    connection.socket().read(false);
  }

  @Override
  public void resume() {
    connection.socket().read(true);
  }

  @Override
  public String toString() {
    return connection.identity.id;
  }
}
