package io.belay.samples.server;

import io.belay.client.Transport;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/**
 * The listening side of a {@link Transport}.
 *
 * @param ioHandlers drive the event loops
 * @param channels make the listening socket
 */
record ServerTransport(IoHandlerFactory ioHandlers, ChannelFactory<ServerChannel> channels) {

  /** Finds it, or throws {@link IllegalStateException} if it does not load here. */
  static ServerTransport of(Transport transport) {
    return switch (transport) {
      case AUTO -> of(Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO);
      case NIO -> new ServerTransport(NioIoHandler.newFactory(), NioServerSocketChannel::new);
      case EPOLL -> {
        require("epoll", Epoll.isAvailable());
        yield new ServerTransport(EpollIoHandler.newFactory(), EpollServerSocketChannel::new);
      }
      case IO_URING -> {
        require("io_uring", IoUring.isAvailable());
        yield new ServerTransport(IoUringIoHandler.newFactory(), IoUringServerSocketChannel::new);
      }
    };
  }

  private static void require(String name, boolean available) {
    if (!available) {
      throw new IllegalStateException(
          "transport: %s does not load on this machine".formatted(name));
    }
  }
}
