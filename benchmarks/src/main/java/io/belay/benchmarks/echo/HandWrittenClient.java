package io.belay.benchmarks.echo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a good engineer writes with Netty in an afternoon: a decoder and an encoder out of Netty's
 * box, and a map from id to future. Without timeouts, without a heartbeat.
 */
final class HandWrittenClient implements AsyncClient {
  private static final int MAX_FRAME = 16 * 1024 * 1024;
  private static final int LENGTH_BYTES = 4;
  private static final int TYPE_BYTES = 4;

  private final ConcurrentHashMap<Long, CompletableFuture<byte[]>> waiting =
      new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final EventLoopGroup loop;
  private final Channel channel;

  HandWrittenClient(SocketKind sockets, int port) throws InterruptedException {
    loop = sockets.newLoop();
    channel =
        new Bootstrap()
            .group(loop)
            .channel(sockets.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new LengthFieldBasedFrameDecoder(
                                MAX_FRAME, 0, LENGTH_BYTES, TYPE_BYTES, 0),
                            new HandWrittenResponses(waiting),
                            new HandWrittenRequests());
                  }
                })
            .connect(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    long id = ids.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    var unused =
        channel
            .writeAndFlush(new HandWrittenRequests.Request(id, body))
            .addListener(
                (ChannelFuture written) -> {
                  if (!written.isSuccess()) {
                    waiting.remove(id);
                    answer.completeExceptionally(written.cause());
                  }
                });
    return answer;
  }

  @Override
  public Executor loop() {
    return channel.eventLoop();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    var unused = loop.shutdownGracefully();
  }
}
