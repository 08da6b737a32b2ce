package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.Verdict;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what a connection's {@link Watch} finds: to the connection, and to its owner. */
final class WatchReports<Q, R> implements Watch.Connected {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final Connection<Q, R> connection;
  private final ConnectionOwner<Q, R> owner;

  WatchReports(Connection<Q, R> connection, ConnectionOwner<Q, R> owner) {
    this.connection = connection;
    this.owner = owner;
  }

  @Override
  public boolean awaitsAnswers() {
    return connection.exchanges.awaitAnswers();
  }

  @Override
  public void roundTrip(Duration roundTrip) {
    owner.roundTrip(connection, roundTrip);
  }

  @Override
  public void livenessChanged(LivenessState to) {
    connection.suspect(to == LivenessState.SUSPECT || to == LivenessState.DEAD);
    switch (connection.state()) {
      case READY, DRAINING, LEAVING -> owner.livenessChanged(connection, to);
      case CONNECTING, OPENING, CLOSED -> {}
    }
  }

  @Override
  public void readsThroughPause() {
    LOG.warn(
        "{}: reads once although it is paused: nothing else can tell on this transport whether the"
            + " peer lives",
        connection.identity.id);
  }

  @Override
  public void condemned(Verdict verdict) {
    connection.condemned(verdict);
  }
}
