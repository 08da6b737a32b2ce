package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.echo.AsyncClient;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Netty's FixedChannelPool: each request has a connection for itself until its answer comes. All
 * connections share one event loop, as the one connection of other rows has one.
 */
public final class FixedPoolClient implements AsyncClient {
  private final EventLoopGroup loop;
  private final FixedChannelPool pool;

  /**
   * Makes a pool, which connects when it has to.
   *
   * @param loop the event loop; closed with this
   * @param channel makes its sockets
   * @param port the server's
   * @param connections how many there may be
   */
  public FixedPoolClient(
      EventLoopGroup loop, Class<? extends Channel> channel, int port, int connections) {
    this.loop = loop;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channel)
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(InetAddress.getLoopbackAddress(), port);
    pool =
        new FixedChannelPool(
            bootstrap,
            new AbstractChannelPoolHandler() {
              @Override
              public void channelCreated(Channel created) {
                created.pipeline().addLast(new WireFrames.Decoder(), new OneAtATime());
              }
            },
            connections);
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    var unused =
        pool.acquire()
            .addListener(
                (Future<Channel> acquired) -> {
                  if (acquired.isSuccess()) {
                    Channel channel = acquired.getNow();
                    channel.pipeline().get(OneAtATime.class).send(body, answer, pool);
                  } else {
                    answer.completeExceptionally(acquired.cause());
                  }
                });
    return answer;
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public void close() {
    pool.close();
    var unused = loop.shutdownGracefully();
  }
}
