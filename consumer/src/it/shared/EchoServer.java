package consumer;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.heartbeat.ServerConnection;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** What a user's own server takes to be one that Belay's clients can hold on to. */
final class EchoServer implements FrameListener, AutoCloseable {
  private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ServerLiveness liveness =
      new ServerLiveness(ServerOptions.DEFAULT, ServerListener.NONE);
  private final Channel listening =
      new ServerBootstrap()
          .group(group)
          .channel(NioServerSocketChannel.class)
          .childHandler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  liveness.install(channel.pipeline(), EchoServer.this);
                }
              })
          .bind("127.0.0.1", 0)
          .syncUninterruptibly()
          .channel();

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    if (type == FrameType.REQUEST) {
      ByteBuf answer = ctx.alloc().buffer(FrameEncoder.HEADER_BYTES + length);
      FrameEncoder.writeHeader(answer, FrameType.RESPONSE, length);
      answer.writeBytes(in, length);
      ctx.writeAndFlush(answer);
      ServerConnection.of(ctx.channel()).answered();
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    throw new IllegalStateException(error.message());
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
