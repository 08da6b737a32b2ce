package io.belay.samples.server;

import io.belay.client.Transport;
import io.belay.codec.FrameDecoder;
import io.belay.codec.WireOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A server that answers each request with its own body. */
public final class EchoServer implements AutoCloseable {
  private static final int MAX_LOOPS = 4;

  /** What waits for a client that does not read, beyond the kernel's buffers. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 512 << 10);

  private final EventLoopGroup group;
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;

  private EchoServer(InetSocketAddress address, Transport transport) throws IOException {
    ServerTransport made = ServerTransport.of(transport);
    int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory("echo-server", true), made.ioHandlers());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(made.channels())
            // A server that restarts takes its port back from connections in TIME_WAIT.
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
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
   * @return the server, which listens
   * @throws IOException if it cannot listen there
   * @throws IllegalStateException if the transport does not load
   */
  public static EchoServer start(InetSocketAddress address, Transport transport)
      throws IOException {
    return new EchoServer(address, transport);
  }

  /**
   * Where it listens.
   *
   * @return the address, with the port that was picked
   */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Stops listening, closes every connection, and releases everything. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    clients.close().awaitUninterruptibly();
    release();
  }

  private void accept(Channel channel) {
    clients.add(channel);
    EchoHandler echo = new EchoHandler();
    channel.pipeline().addLast(new FrameDecoder(WireOptions.DEFAULT, echo), echo);
  }

  private void release() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
