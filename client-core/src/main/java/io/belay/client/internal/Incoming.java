package io.belay.client.internal;

import io.belay.client.error.GoAwayInfo;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import java.time.Duration;

/** What a connection's peer says, handed to the part of the connection that it concerns. */
final class Incoming<Q, R> implements Inbound<R> {
  private final Connection<Q, R> connection;
  private final Exchanges<Q, R> exchanges;
  private final Watch watch;

  Incoming(Connection<Q, R> connection, Exchanges<Q, R> exchanges, Watch watch) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.watch = watch;
  }

  @Override
  public void received(int bytes) {
    watch.received(bytes);
  }

  @Override
  public void frame() {
    watch.frameReceived();
  }

  @Override
  public void answer(long exchangeId, R answer) {
    watch.answered();
    if (!exchanges.answer(exchangeId, answer)) {
      connection.violated(
          "the peer answers request %s, which was never sent".formatted(exchangeId));
    }
  }

  @Override
  public void remoteError(RemoteError error) {
    watch.answered();
    if (!exchanges.remoteError(error)) {
      connection.violated("the peer fails request %s, which was never sent".formatted(error.id()));
    }
  }

  @Override
  public void probeAnswered(long sequence) {
    if (!watch.probeAnswered(sequence)) {
      connection.violated("the peer answers PING %s, which was never sent".formatted(sequence));
    } else if (watch.isReady()) {
      connection.answered();
    }
  }

  @Override
  public void minimumProbeInterval(Duration minimum) {
    watch.minimumProbeInterval(minimum);
  }

  @Override
  public void goAway(GoAwayInfo goAway) {
    connection.goAway(goAway);
  }

  @Override
  public void message(int type, byte[] body) {
    connection.message(type, body);
  }

  @Override
  public void violation(WireError error) {
    if (error instanceof WireError.Truncated) {
      // A peer that died while it wrote: why the socket closed says more.
      connection.inactive();
    } else {
      connection.violated(error);
    }
  }
}
