package io.belay.benchmarks.echo;

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

/** Netty's transports, without Belay's part in them. */
public enum SocketKind {
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
  NIO(NioSocketChannel.class, NioServerSocketChannel.class),
  IO_URING(IoUringSocketChannel.class, IoUringServerSocketChannel.class);

  private final Class<? extends Channel> channel;
  private final Class<? extends ServerChannel> serverChannel;

  SocketKind(Class<? extends Channel> channel, Class<? extends ServerChannel> serverChannel) {
    this.channel = channel;
    this.serverChannel = serverChannel;
  }

  /** Epoll where it loads, else NIO. */
  public static SocketKind best() {
    return EPOLL.available() ? EPOLL : NIO;
  }

  /** Whether it loads here. */
  public boolean available() {
    return switch (this) {
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
      case IO_URING -> IoUring.isAvailable();
    };
  }

  /** A group of one event loop. */
  public EventLoopGroup newLoop() {
    return new MultiThreadIoEventLoopGroup(1, ioHandlers());
  }

  /** The channel of a connection. */
  public Class<? extends Channel> channel() {
    return channel;
  }

  /** The channel of a listening socket. */
  public Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  private IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
    };
  }
}
