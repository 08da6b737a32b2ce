package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/** Ends a connection at once, with a RST. */
public final class SocketAbort {
  private SocketAbort() {}

  /**
   * Discards what the socket has not sent, and closes it below every handler: no send buffer, TLS
   * close_notify or TIME_WAIT is waited for. Event loop only; a closed channel is left alone.
   *
   * @param channel the channel
   */
  public static void abort(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException alreadyClosed) {
      // Then there is nothing to linger.
    }
    channel.unsafe().close(channel.unsafe().voidPromise());
  }
}
