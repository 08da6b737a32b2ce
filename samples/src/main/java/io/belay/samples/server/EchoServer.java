package io.belay.samples.server;

import io.belay.client.Transport;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that answers each request with its own body. */
public final class EchoServer implements AutoCloseable {
  private static final int MAX_LOOPS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What waits for a client that does not read, beyond the kernel's buffers. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 512 << 10);

  private final ServerLiveness liveness;
  private final Optional<SslContext> tls;
  private final EventLoopGroup group;
  private final Channel listening;

  private EchoServer(
      InetSocketAddress address,
      Transport transport,
      ServerOptions options,
      Optional<SslContext> tls)
      throws IOException {
    this.tls = tls;
    liveness = new ServerLiveness(options, ServerListener.NONE);
    ServerTransport made = ServerTransport.of(transport);
    int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory("echo-server", true), made.ioHandlers());
    ChannelFuture bound = bootstrap(made).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      release();
      throw new IOException(bound.cause());
    }
    listening = bound.channel();
  }

  /**
   * Starts a server.
   *
   * @param address where to listen; port 0 picks a free one
   * @param transport what carries it
   * @param options how it looks after its clients
   * @return the server, which listens
   * @throws IOException if it cannot listen there
   * @throws IllegalStateException if the transport does not load
   */
  public static EchoServer start(
      InetSocketAddress address, Transport transport, ServerOptions options) throws IOException {
    return start(address, transport, options, Optional.empty());
  }

  /**
   * Starts a server that may speak TLS.
   *
   * @param address where to listen; port 0 picks a free one
   * @param transport what carries it
   * @param options how it looks after its clients
   * @param tls its certificate, and whom it trusts; or nothing for plain text
   * @return the server, which listens
   * @throws IOException if it cannot listen there
   * @throws IllegalStateException if the transport does not load
   */
  public static EchoServer start(
      InetSocketAddress address,
      Transport transport,
      ServerOptions options,
      Optional<SslContext> tls)
      throws IOException {
    return new EchoServer(address, transport, options, tls);
  }

  /**
   * Where it listens.
   *
   * @return the address, with the port that was picked
   */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /**
   * Stops listening, tells every client to go away, answers what it owes them, and releases
   * everything.
   */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    liveness.drain(PATIENCE).join();
    release();
  }

  private ServerBootstrap bootstrap(ServerTransport transport) {
    return new ServerBootstrap()
        .group(group)
        .channelFactory(transport.channels())
        // A server that restarts takes its port back from connections in TIME_WAIT.
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                tls.ifPresent(
                    context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                EchoHandler echo = new EchoHandler();
                liveness.install(channel.pipeline(), echo);
                channel.pipeline().addLast(echo);
              }
            });
  }

  private void release() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
