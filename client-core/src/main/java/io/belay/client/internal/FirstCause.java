package io.belay.client.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;

/**
 * Why a channel closed. Netty tells some by {@code exceptionCaught}, some by the failure of a
 * write, and some nobody: io_uring with writes in flight keeps the errno to itself, and gives it
 * away as the cause of the failure of one more write.
 */
final class FirstCause {
  private FirstCause() {}

  /** The cause itself, or what a bare "closed" hides. */
  static Throwable of(Throwable told, Channel channel) {
    if (!isBareClose(told) || channel.isOpen()) {
      return told;
    }
    ChannelPromise asked = channel.newPromise();
    // Below TLS, which would keep it for a handshake that never comes.
    channel.unsafe().write(Unpooled.EMPTY_BUFFER, asked);
    Throwable failed = asked.cause();
    return failed == null || failed.getCause() == null ? told : failed.getCause();
  }

  /** Whether it says that the channel is closed, and not why: the peer's FIN, if it was not us. */
  static boolean isBareClose(Throwable cause) {
    return cause instanceof ClosedChannelException && cause.getCause() == null;
  }
}
