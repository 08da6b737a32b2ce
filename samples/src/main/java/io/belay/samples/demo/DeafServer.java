package io.belay.samples.demo;

import io.belay.client.Endpoint;
import io.belay.codec.FrameListener;
import io.belay.codec.WireError;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Greets its clients, answers their PINGs, and stops reading at the first request. */
final class DeafServer implements AutoCloseable {
  /** Small, so that it is soon full. The kernel would let it grow for seconds. */
  static final int SOCKET_BUFFER = 128 << 10;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ServerLiveness liveness =
      new ServerLiveness(ServerOptions.DEFAULT, ServerListener.NONE);
  private final CompletableFuture<Long> deafSinceNanos = new CompletableFuture<>();
  private final Channel listening;

  private DeafServer() {
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    liveness.install(channel.pipeline(), new Deaf());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  static DeafServer start() {
    return new DeafServer();
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort());
  }

  /** Waits until it stopped reading; returns when that was, by {@link System#nanoTime}. */
  long awaitDeafness(Duration patience) throws Exception {
    return deafSinceNanos.get(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Deaf implements FrameListener {
    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      ctx.channel().config().setAutoRead(false);
      deafSinceNanos.complete(System.nanoTime());
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {}
  }
}
