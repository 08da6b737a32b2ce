package io.belay.benchmarks.idle;

import io.belay.benchmarks.echo.SocketKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Connections of plain Netty, whose handlers ping. */
final class PlainKeeper implements Keeper {
  private static final int AT_ONCE = 20;

  private final EventLoopGroup group = SocketKind.best().newLoop();
  private final Thread loop;

  /**
   * Connects, evenly over a time, so that the PINGs are as evenly spread.
   *
   * @param pinging makes what adds the handlers of a connection, from the event loop
   */
  PlainKeeper(
      List<Integer> ports,
      int connections,
      Duration spread,
      Function<EventLoop, Consumer<Channel>> pinging)
      throws InterruptedException {
    EventLoop only = group.next();
    loop = only.submit(Thread::currentThread).sync().getNow();
    Consumer<Channel> install = pinging.apply(only);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(SocketKind.best().channel())
            // Its timer would stay with the connection.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    install.accept(channel);
                  }
                });
    List<ChannelFuture> connects = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      if (i % AT_ONCE == 0) {
        long due = start + spread.toNanos() * i / connections;
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())).toMillis());
      }
      int port = ports.get(i % ports.size());
      connects.add(bootstrap.connect(InetAddress.getLoopbackAddress(), port));
    }
    for (ChannelFuture connect : connects) {
      connect.sync();
    }
  }

  @Override
  public Thread loop() {
    return loop;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
