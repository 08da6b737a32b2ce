package io.belay.benchmarks.echo;

import io.belay.codec.FrameEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetAddress;

/**
 * The ceiling: what one connection and one event loop of Netty can do if nobody has to find out
 * whose answer came. See {@link RawHandler}.
 */
final class RawLoad implements Load {
  private static final int MIN_READ = 2048;
  private static final int MAX_READ = 256 * 1024;

  private final EventLoopGroup loop;
  private final Channel channel;
  private final RawHandler handler;

  private RawLoad(EventLoopGroup loop, Channel channel, RawHandler handler) {
    this.loop = loop;
    this.channel = channel;
    this.handler = handler;
  }

  static RawLoad connect(SocketKind sockets, int port, Shape shape, Tally tally)
      throws InterruptedException {
    int frameBytes = FrameEncoder.HEADER_BYTES + Long.BYTES + shape.bodyBytes();
    RawHandler handler = new RawHandler(shape, frameBytes, tally);
    EventLoopGroup loop = sockets.newLoop();
    Channel channel =
        new Bootstrap()
            .group(loop)
            .channel(sockets.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(
                    Math.max(MIN_READ, Math.min(MAX_READ, shape.outstanding() * frameBytes))))
            .handler(handler)
            .connect(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
    return new RawLoad(loop, channel, handler);
  }

  @Override
  public void start() {
    channel.eventLoop().execute(() -> handler.start(channel));
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    var unused = loop.shutdownGracefully();
  }
}
