package io.belay.benchmarks.idle;

import io.belay.benchmarks.echo.SocketKind;
import io.belay.benchmarks.process.ParentJvm;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The server of all rows: answers PINGs on as many ports as it is told to. */
final class IdleServer {
  private static final int BACKLOG = 4096;

  private IdleServer() {}

  /** Tells the parent its ports, then, when asked, how many PINGs came so far. */
  public static void main(String[] args) throws Exception {
    SocketKind sockets = SocketKind.best();
    EventLoopGroup loop = sockets.newLoop();
    PongHandler handler = new PongHandler();
    int[] ports = new int[Integer.parseInt(args[0])];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = listen(sockets, loop, handler);
    }
    ParentJvm.tell(ports);
    ParentJvm.serve(question -> handler.pings());
    System.exit(0);
  }

  private static int listen(SocketKind sockets, EventLoopGroup loop, PongHandler handler)
      throws InterruptedException {
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(sockets.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handler);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }
}
