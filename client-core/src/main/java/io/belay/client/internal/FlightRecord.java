package io.belay.client.internal;

import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.PeerSilentException;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.Optional;

/** Hands what happens to connections to JDK Flight Recorder. */
final class FlightRecord<Q, R> implements ClientListener<Q, R> {
  private final String client;

  FlightRecord(String client) {
    this.client = client;
  }

  @Override
  public void connectionReady(BelayConnection<Q, R> connection) {
    FlightEvents.connect(connection.endpoint(), Optional.of(connection.details()), null);
  }

  @Override
  public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
    FlightEvents.connect(endpoint, failure.connection(), failure);
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    if (failure.orElse(null) instanceof PeerSilentException silent) {
      FlightEvents.verdict(endpoint, connection, silent.verdict());
    }
    FlightEvents.closed(endpoint, connection, reason, failure.orElse(null));
  }

  @Override
  public void stalled(Duration stall) {
    FlightEvents.stalled(client, stall);
  }
}
