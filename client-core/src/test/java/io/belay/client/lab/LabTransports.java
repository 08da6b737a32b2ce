package io.belay.client.lab;

import io.belay.client.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The transports of this machine, or those of them that the build names. */
public final class LabTransports {
  private LabTransports() {}

  public static List<Transport> all() {
    List<Transport> present = new ArrayList<>(List.of(Transport.NIO));
    if (Epoll.isAvailable()) {
      present.add(Transport.EPOLL);
    }
    if (IoUring.isAvailable()) {
      present.add(Transport.IO_URING);
    }
    String named = System.getProperty("lab.transports");
    return named == null
        ? present
        : present.stream().filter(each -> named.contains(each.name())).toList();
  }

  /** What listens for a server. */
  static Class<? extends ServerChannel> serverChannel(Transport transport) {
    return switch (transport) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO, AUTO -> NioServerSocketChannel.class;
    };
  }

  /** Event loops of our own for a client or a server. */
  static EventLoopGroup newGroup(Transport transport, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        switch (transport) {
          case EPOLL -> EpollIoHandler.newFactory();
          case IO_URING -> IoUringIoHandler.newFactory();
          case NIO, AUTO -> NioIoHandler.newFactory();
        });
  }
}
