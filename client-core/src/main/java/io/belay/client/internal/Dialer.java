package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.TcpOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and connects sockets, and knows which are open. */
final class Dialer implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;

  // A PING stands behind what waits unsent in the kernel.
  private static final long UNSENT_BYTES = 128 << 10;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(Bursts.WINDOW / 2, Bursts.WINDOW);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  // Netty wants a handler; this one leaves the pipeline as soon as it is there.
  private static final ChannelHandler NOTHING_YET =
      new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {}
      };

  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final Optional<Long> unsentBytes;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();
  // What the kernel made of the options of the last connection: mostly the same for all.
  private volatile List<OptionInForce> lastTuned = List.of();
  private final Settings<?, ?> settings;
  private final Transport transport;
  private final ChannelGroup open;
  private final Optional<TlsContext> tls;

  Dialer(
      Settings<?, ?> settings, Transport transport, ChannelGroup open, Optional<TlsContext> tls) {
    this.open = open;
    this.tls = tls;
    this.settings = settings;
    this.transport = transport;
    // Ours, not the user's wish: where it cannot be had, nobody needs to be told.
    unsentBytes = transport == Transport.NIO ? Optional.empty() : Optional.of(UNSENT_BYTES);
  }

  /** What every connection speaks, if it is TLS. */
  Optional<TlsContext> tls() {
    return tls;
  }

  /** What has to be done before a dial, and would block its event loop; completes there. */
  CompletableFuture<Void> prepare(Executor there) {
    return tls.map(context -> context.freshen(there))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Looks names up on the event loop, by sockets that are closed with all others. */
  Names names(EventLoop loop) {
    return new DnsNames(
        loop,
        () -> opened(Transports.datagrams(transport).newChannel()),
        () -> opened(Transports.sockets(transport).newChannel()));
  }

  /** Those of the addresses that can be reached from the local address, if it is given. */
  List<InetSocketAddress> reachable(List<InetSocketAddress> addresses) {
    Optional<Family> own =
        settings
            .socket()
            .localAddress()
            .map(InetSocketAddress::getAddress)
            .filter(local -> !local.isAnyLocalAddress())
            .map(Family::of);
    List<InetSocketAddress> reachable =
        addresses.stream()
            .filter(each -> own.isEmpty() || Family.of(each.getAddress()) == own.get())
            .toList();
    // Connecting says best why there is none.
    return reachable.isEmpty() ? addresses : reachable;
  }

  /** Connects to the address, with nothing in the channel's pipeline yet. */
  ChannelFuture connect(EventLoop loop, InetSocketAddress address) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(Transports.sockets(transport))
            .handler(NOTHING_YET)
            // One timer bounds the whole way to readiness; Netty's own would be a second one.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.TCP_NODELAY, settings.socket().noDelay())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
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
    List<OptionInForce> last = lastTuned;
    if (options.equals(last)) {
      return last;
    }
    lastTuned = options;
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
    // A lookup under way would keep its socket until it times out.
    var unused = open.close(Channel::isRegistered);
    open.newCloseFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }

  /** A socket of a lookup has to be closed as properly as any. */
  private <C extends Channel> C opened(C channel) {
    open.add(channel);
    return channel;
  }
}
