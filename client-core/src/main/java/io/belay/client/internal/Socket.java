package io.belay.client.internal;

import io.belay.client.TlsDetails;
import io.belay.heartbeat.HalfClose;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.SocketAbort;
import io.belay.heartbeat.TcpInfo;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The socket of one connection, once it is connected. Changed by the connection's event loop. */
final class Socket {
  private volatile @Nullable Channel channel;
  private volatile List<OptionInForce> options = List.of();
  private volatile Optional<TlsDetails> tls = Optional.empty();

  void connected(Channel connected, List<OptionInForce> tuned) {
    channel = connected;
    options = tuned;
  }

  /** The options that were tuned, as the kernel has them. Any thread. */
  List<OptionInForce> options() {
    return options;
  }

  /** The TLS handshake is over. */
  void secured(TlsDetails agreed) {
    tls = Optional.of(agreed);
  }

  /** What the TLS handshake agreed on; nothing before its end, or in plain text. Any thread. */
  Optional<TlsDetails> tls() {
    return tls;
  }

  /** Reads what comes in, or leaves it to the kernel. Any thread. */
  void read(boolean reading) {
    Channel current = channel;
    if (current != null) {
      current.config().setAutoRead(reading);
    }
  }

  /** What the socket's failure comes from; nothing if it never was connected. */
  Optional<Throwable> firstCause(Throwable told) {
    return Optional.ofNullable(channel).map(current -> FirstCause.of(told, current));
  }

  /** Sends FIN, after close_notify if it is TLS, and goes on reading. */
  void shutdownOutput() {
    Channel current = channel;
    if (current != null) {
      var unused = HalfClose.start(current);
    }
  }

  /**
   * Whether the kernel has sent again, and for nothing yet, what the peer must take before it can
   * close: after a close it would go on with that for minutes. False on NIO, which cannot ask.
   */
  boolean resendsInVain() {
    return Optional.ofNullable(channel)
        .flatMap(TcpInfo::of)
        .filter(info -> info.retransmits() > 0)
        .isPresent();
  }

  /**
   * Closes, or aborts with RST. A close sends nothing more, but for TLS: there what was written and
   * a close_notify still go out, for a second at most. Event loop only.
   */
  void close(boolean abort) {
    Channel current = channel;
    if (current == null) {
      return;
    }
    if (abort) {
      SocketAbort.abort(current);
    } else {
      var unused = current.close();
    }
  }
}
