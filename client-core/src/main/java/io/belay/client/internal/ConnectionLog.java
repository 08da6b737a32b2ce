package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes into the log what becomes of connections, a line each. What fails while they are made is
 * the {@link OutageLog}'s business.
 */
final class ConnectionLog<Q, R> implements ClientListener<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

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
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    Level level = level(reason);
    if (LOG.isEnabledForLevel(level)) {
      LOG.atLevel(level)
          .log(
              "{}: to {} closed after {} s, {}{}",
              connection.id(),
              endpoint,
              connection.age().toSeconds(),
              reason,
              failure.map(ConnectionLog::text).orElse(""));
    }
  }

  /**
   * What this end means to do is of no interest, what the peer does is, what goes wrong more so.
   */
  private static Level level(CloseReason reason) {
    return switch (reason) {
      case CLOSED_BY_USER, RETIRED -> Level.DEBUG;
      case GOAWAY, PEER_CLOSED, REPLACED -> Level.INFO;
      case RESET, TIMED_OUT, PEER_SILENT, IO_ERROR, PROTOCOL_VIOLATION, NEVER_READY, REAPED ->
          Level.WARN;
    };
  }

  private static String text(BelayException failure) {
    return ": " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  @Override
  public void stalled(Duration stall) {
    LOG.debug("An event loop did not run for {} ms", stall.toMillis());
  }
}
