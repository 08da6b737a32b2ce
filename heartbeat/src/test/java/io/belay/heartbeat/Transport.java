package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A transport that this machine has.
 *
 * @param name its name
 * @param client its socket channel
 * @param server its listening channel
 * @param factory its I/O handler
 */
record Transport(
    String name,
    Class<? extends Channel> client,
    Class<? extends ServerChannel> server,
    Supplier<IoHandlerFactory> factory) {
  private static final Transport NIO =
      new Transport(
          "NIO", NioSocketChannel.class, NioServerSocketChannel.class, NioIoHandler::newFactory);
  private static final Transport EPOLL =
      new Transport(
          "epoll",
          EpollSocketChannel.class,
          EpollServerSocketChannel.class,
          EpollIoHandler::newFactory);
  private static final Transport IO_URING =
      new Transport(
          "io_uring",
          IoUringSocketChannel.class,
          IoUringServerSocketChannel.class,
          IoUringIoHandler::newFactory);

  static Stream<Transport> present() {
    Stream.Builder<Transport> present = Stream.<Transport>builder().add(NIO);
    if (Epoll.isAvailable()) {
      present.add(EPOLL);
    }
    if (IoUring.isAvailable()) {
      present.add(IO_URING);
    }
    return present.build();
  }

  boolean isNative() {
    return !equals(NIO);
  }

  EventLoopGroup newGroup() {
    return new MultiThreadIoEventLoopGroup(1, factory.get());
  }

  @Override
  public String toString() {
    return name;
  }
}
