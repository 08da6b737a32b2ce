package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.ParentJvm;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The server of all rows that speak Belay's wire format: so cheap that none of them waits for it
 * longer than the ceiling does.
 */
final class FramedEchoServer {
  private FramedEchoServer() {}

  /** Tells the parent the port, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    SocketKind sockets = SocketKind.best();
    EventLoopGroup loop = sockets.newLoop();
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(sockets.serverChannel())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new EchoHandler());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    ParentJvm.tellAndStay(((InetSocketAddress) listener.localAddress()).getPort());
  }
}
