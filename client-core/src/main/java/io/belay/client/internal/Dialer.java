package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Resolves names and connects sockets, never blocking an event loop. */
final class Dialer implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;

  private final Settings<?, ?> settings;
  private final Transport transport;
  private final AddressResolverGroup<InetSocketAddress> resolvers;

  Dialer(Settings<?, ?> settings, Transport transport) {
    this.settings = settings;
    this.transport = transport;
    resolvers =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelFactory(Transports.datagrams(transport))
                .completeOncePreferredResolved(true));
  }

  /** Looks the endpoint's address up. */
  Future<InetSocketAddress> resolve(EventLoop loop, Endpoint endpoint) {
    return resolvers
        .getResolver(loop)
        .resolve(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
  }

  /** Connects to the address, with the handler in the channel's pipeline. */
  ChannelFuture connect(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(Transports.sockets(transport))
            .handler(handler)
            // One timer bounds the whole way to readiness; Netty's own would be a second one.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.TCP_NODELAY, settings.socket().noDelay())
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(Outbound.WINDOW / 2, Outbound.WINDOW));
    settings
        .socket()
        .sendBuffer()
        .ifPresent(bytes -> bootstrap.option(ChannelOption.SO_SNDBUF, bytes));
    settings
        .socket()
        .receiveBuffer()
        .ifPresent(bytes -> bootstrap.option(ChannelOption.SO_RCVBUF, bytes));
    settings
        .socket()
        .linger()
        .ifPresent(seconds -> bootstrap.option(ChannelOption.SO_LINGER, seconds));
    SocketAddress local = settings.socket().localAddress().orElse(null);
    return local == null ? bootstrap.connect(address) : bootstrap.connect(address, local);
  }

  /**
   * The errno that the kernel holds against a socket whose connect was reported as a success. io_uring
   * reports success where an ICMP error came back inside connect.
   *
   * @return the number, or 0 if there is none
   */
  int hiddenConnectError(Channel channel) {
    if (transport != Transport.IO_URING) {
      return 0;
    }
    Integer errno =
        channel
            .config()
            .getOption(new IntegerUnixChannelOption("SO_ERROR", SOL_SOCKET, SO_ERROR));
    return errno == null ? 0 : errno;
  }

  /** Whether TCP's simultaneous open has connected the socket to itself. */
  static boolean isSelfConnected(Channel channel) {
    return channel.localAddress() != null
        && channel.localAddress().equals(channel.remoteAddress());
  }

  /** Whether a failed write's reported progress proves that the bytes after it were not sent. */
  boolean provesProgress() {
    return transport != Transport.IO_URING;
  }

  @Override
  public void close() {
    resolvers.close();
  }

  static boolean onOneOf(EventLoopGroup group) {
    for (var loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }
}
