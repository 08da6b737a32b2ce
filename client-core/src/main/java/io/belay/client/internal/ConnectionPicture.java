package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.heartbeat.LivenessState;
import java.util.Optional;

/** What a snapshot shows of a connection. Any thread. */
final class ConnectionPicture {
  private ConnectionPicture() {}

  /** Nothing before it is ready. It is ending until its pool knows that it has ended. */
  static Optional<ConnectionSnapshot> of(Connection<?, ?> connection, Settings<?, ?> settings) {
    return shownState(connection)
        .map(
            state ->
                new ConnectionSnapshot(
                    connection.identity.endpoint,
                    connection.identity.details(),
                    state,
                    settings.heartbeat().isOff() || !connection.watch().byProbes()
                        ? ConnectionSnapshot.Watched.TCP_ONLY
                        : ConnectionSnapshot.Watched.HEARTBEAT,
                    connection.watch().state(),
                    connection.load.count(),
                    connection.exchanges.pendingBytes(),
                    connection.watch().roundTrip(),
                    connection.socket().options(),
                    connection.socket().tls(),
                    connection.traffic()));
  }

  private static Optional<ConnectionSnapshot.State> shownState(Connection<?, ?> connection) {
    return switch (connection.state()) {
      case CONNECTING, OPENING -> Optional.empty();
      case READY ->
          Optional.of(
              connection.load.isTaken()
                  ? ConnectionSnapshot.State.LEASED
                  : connection.watch().state() == LivenessState.SUSPECT
                      ? ConnectionSnapshot.State.SUSPECT
                      : ConnectionSnapshot.State.READY);
      case DRAINING, LEAVING, CLOSED -> Optional.of(ConnectionSnapshot.State.DRAINING);
    };
  }
}
