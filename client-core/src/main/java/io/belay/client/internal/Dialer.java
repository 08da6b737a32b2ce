package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.PortCensus;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.TcpOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resolves names, connects sockets, and knows which are open. Never blocks an event loop. */
final class Dialer implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;

  // A PING stands behind what waits unsent in the kernel.
  private static final long UNSENT_BYTES = 128 << 10;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final Optional<Long> unsentBytes;
  private final Map<Endpoint, Churn> churns = new ConcurrentHashMap<>();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();
  private final Settings<?, ?> settings;
  private final Transport transport;
  private final ChannelGroup open;
  private final Optional<TlsContext> tls;
  private final AddressResolverGroup<InetSocketAddress> resolvers;

  Dialer(
      Settings<?, ?> settings, Transport transport, ChannelGroup open, Optional<TlsContext> tls) {
    this.open = open;
    this.tls = tls;
    this.settings = settings;
    this.transport = transport;
    // Ours, not the user's wish: where it cannot be had, nobody needs to be told.
    unsentBytes = transport == Transport.NIO ? Optional.empty() : Optional.of(UNSENT_BYTES);
    resolvers =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelFactory(this::newLookup)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .completeOncePreferredResolved(true));
  }

  /** What every connection speaks, if it is TLS. */
  Optional<TlsContext> tls() {
    return tls;
  }

  /** What has to be done before a dial, and would block its event loop. */
  CompletableFuture<Void> prepare() {
    return tls.map(TlsContext::freshen).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Looks the endpoint's address up. */
  Future<InetSocketAddress> resolve(EventLoop loop, Endpoint endpoint) {
    try {
      return resolvers
          .getResolver(loop)
          .resolve(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
    } catch (RuntimeException e) {
      // A resolver has a socket, and not even that may be to be had.
      return loop.newFailedFuture(e);
    }
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
    ChannelFuture connect =
        local == null ? bootstrap.connect(address) : bootstrap.connect(address, local);
    // One that could not even be made will never be closed.
    if (connect.cause() == null) {
      open.add(connect.channel());
    }
    return connect;
  }

  /** Counts a socket that connected, and its end. */
  void opened(Endpoint endpoint, Channel channel) {
    Churn counted = churns.computeIfAbsent(endpoint, each -> new Churn());
    Ticker ticker = channel.eventLoop().ticker();
    counted.opened(ticker.nanoTime());
    channel.closeFuture().addListener(closed -> counted.closed(ticker.nanoTime()));
  }

  /** What became of the endpoint's connections of late. */
  PortCensus.Churn churn(Endpoint endpoint, EventLoop loop) {
    return churns.computeIfAbsent(endpoint, each -> new Churn()).lately(loop.ticker().nanoTime());
  }

  /** Applies the options that watch over the path, and reports what the kernel made of them. */
  List<OptionInForce> tune(Channel channel, String connectionId) {
    List<OptionInForce> options =
        new TcpOptions(settings.keepAlive(), Optional.of(settings.userTimeout()), unsentBytes)
            .applyTo(channel);
    options.stream()
        .filter(option -> option.differs() && reported.add(option.name()))
        .forEach(
            option ->
                LOG.warn(
                    "{}: {} is {} where {} was asked for (transport {}); said once",
                    connectionId,
                    option.name(),
                    option.inForce().orElse("not available"),
                    option.asked(),
                    transport));
    return options;
  }

  /** Why a connection whose socket says that it is connected is refused all the same. */
  Optional<BelayException> refusalOf(Channel channel, FailureContext context) {
    if (channel.localAddress() != null && channel.localAddress().equals(channel.remoteAddress())) {
      return Optional.of(BelayFailures.selfConnected(context));
    }
    int hidden = hiddenError(channel);
    return hidden == 0 ? Optional.empty() : Optional.of(FailureTranslator.ofErrno(hidden, context));
  }

  /**
   * The errno that the kernel holds against a connected socket, or 0. io_uring reports success
   * where an ICMP error came back inside connect.
   */
  private int hiddenError(Channel channel) {
    if (transport != Transport.IO_URING) {
      return 0;
    }
    Integer errno =
        channel.config().getOption(new IntegerUnixChannelOption("SO_ERROR", SOL_SOCKET, SO_ERROR));
    return errno == null ? 0 : errno;
  }

  /** Whether what the transport reports as written tells what was certainly not sent. */
  boolean progressIsProof() {
    return transport != Transport.IO_URING;
  }

  /**
   * Waits for sockets that are being closed, which io_uring does at leisure; not on an event loop.
   */
  @Override
  public void close() {
    resolvers.close();
    // A lookup under way would keep its socket until it times out.
    var unused = open.close(Channel::isRegistered);
    open.newCloseFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }

  /** A socket of a resolver, which has to be closed as properly as any. */
  private DatagramChannel newLookup() {
    DatagramChannel channel = Transports.datagrams(transport).newChannel();
    open.add(channel);
    return channel;
  }
}
