package io.belay.heartbeat;

import io.belay.codec.FrameListener;
import io.belay.codec.WireError;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.SocketAddress;

/** Servers on real sockets. */
final class Loopback {
  private Loopback() {}

  /** A server without an application, which listens until its group ends. */
  static SocketAddress listen(Transport transport, EventLoopGroup group, ServerLiveness server) {
    Channel listening =
        new ServerBootstrap()
            .group(group)
            .channel(transport.server())
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    server.install(channel.pipeline(), new NoApplication());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return listening.localAddress();
  }

  private static final class NoApplication implements FrameListener {
    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {}

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {}
  }
}
