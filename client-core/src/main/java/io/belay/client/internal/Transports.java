package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the channel classes and I/O handlers of a {@link Transport}. */
final class Transports {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);
  private static final AtomicBoolean SAID_WHY_NOT = new AtomicBoolean();

  private Transports() {}

  /**
   * The transport itself, or what AUTO means here.
   *
   * @throws IllegalStateException if the transport was asked for by name and does not load
   */
  static Transport available(Transport asked) {
    return switch (asked) {
      case NIO -> Transport.NIO;
      case AUTO -> automatic();
      case EPOLL -> {
        require("epoll", Epoll.unavailabilityCause());
        yield Transport.EPOLL;
      }
      case IO_URING -> {
        require("io_uring", IoUring.unavailabilityCause());
        yield Transport.IO_URING;
      }
    };
  }

  /** Epoll where it loads. Where it does not, one line says why, and what would help. */
  private static Transport automatic() {
    if (Epoll.isAvailable()) {
      return Transport.EPOLL;
    }
    if (SAID_WHY_NOT.compareAndSet(false, true)) {
      LOG.info(
          "transport AUTO is NIO, since epoll does not load ({}): it takes netty-transport-native-epoll"
              + " of Netty's version, and on the module path also --add-modules"
              + " io.netty.transport.epoll.linux.x86_64 (or .aarch_64); said once",
          String.valueOf(Epoll.unavailabilityCause()));
    }
    return Transport.NIO;
  }

  /** The transport that an event loop group of the user's drives. */
  static Transport of(EventLoopGroup group) {
    if (group instanceof IoEventLoopGroup ioGroup) {
      if (ioGroup.isIoType(EpollIoHandler.class)) {
        return Transport.EPOLL;
      }
      if (ioGroup.isIoType(IoUringIoHandler.class)) {
        return Transport.IO_URING;
      }
      if (ioGroup.isIoType(NioIoHandler.class)) {
        return Transport.NIO;
      }
    }
    throw new IllegalArgumentException(
        "eventLoopGroup: %s (expected: a group of NIO, epoll or io_uring)"
            .formatted(group.getClass().getName()));
  }

  static IoHandlerFactory ioHandlers(Transport transport) {
    return switch (transport) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO, AUTO -> NioIoHandler.newFactory();
    };
  }

  static ChannelFactory<Channel> sockets(Transport transport) {
    return switch (transport) {
      case EPOLL -> EpollSocketChannel::new;
      case IO_URING -> IoUringSocketChannel::new;
      case NIO, AUTO -> NioSocketChannel::new;
    };
  }

  static ChannelFactory<DatagramChannel> datagrams(Transport transport) {
    return switch (transport) {
      case EPOLL -> EpollDatagramChannel::new;
      case IO_URING -> IoUringDatagramChannel::new;
      case NIO, AUTO -> NioDatagramChannel::new;
    };
  }

  private static void require(String name, Throwable unavailability) {
    if (unavailability != null) {
      throw new IllegalStateException(
          "transport: %s does not load here; add its native jar of Netty's version (%s)"
              .formatted(name, unavailability),
          unavailability);
    }
  }
}
