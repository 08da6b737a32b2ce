package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what becomes of connections while they live. How they end is the {@link
 * CloseLog}'s business, and what fails while they are made the {@link OutageLog}'s.
 */
final class ConnectionLog<Q, R> implements ClientListener<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final String client;

  ConnectionLog(String client) {
    this.client = client;
  }

  @Override
  public void connectionReady(BelayConnection<Q, R> connection) {
    if (LOG.isDebugEnabled()) {
      ConnectionDetails details = connection.details();
      LOG.debug(
          "{}: ready after {} ms, to {}{}",
          details.id(),
          details.age().toMillis(),
          connection.endpoint(),
          details.local().map(address -> ", from " + address).orElse(""));
    }
  }

  @Override
  public void livenessChanged(
      Endpoint endpoint, ConnectionDetails connection, LivenessState state) {
    // A PING is sent every few seconds: only what is out of the ordinary is told.
    if (state == LivenessState.SUSPECT) {
      LOG.debug("{}: {} does not answer in time", connection.id(), endpoint);
    }
  }

  @Override
  public void stalled(Duration stall) {
    LOG.debug("{}: an event loop did not run for {} ms", client, stall.toMillis());
  }
}
