package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.PromiseNotifier;

/** Says that this end sends no more, and goes on reading. */
public final class HalfClose {
  private HalfClose() {}

  /**
   * Sends close_notify if there is a TLS handler, since a FIN alone may be an attacker's, and then
   * FIN. Event loop only; what was written before goes out first.
   *
   * @param channel the channel; one that cannot be half-closed is closed
   * @return done when FIN was handed to the kernel, or the channel is closed
   */
  public static ChannelFuture start(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return fin(channel);
    }
    ChannelPromise done = channel.newPromise();
    tls.closeOutbound()
        .addListener(
            sent -> {
              // If close_notify could not be sent, FIN cannot either, and says so.
              var unused = PromiseNotifier.cascade(false, fin(channel), done);
            });
    return done;
  }

  private static ChannelFuture fin(Channel channel) {
    return channel instanceof DuplexChannel duplex ? duplex.shutdownOutput() : channel.close();
  }
}
