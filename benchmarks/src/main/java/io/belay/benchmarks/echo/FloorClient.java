package io.belay.benchmarks.echo;

import io.belay.codec.FrameEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What no client with this interface can do without: a future a request, a body copied in and one
 * copied out. Nothing else: answers are taken to come in order and to be as long as the requests,
 * nothing is checked, nobody but the event loop may call. What Belay costs more is Belay's.
 */
// The promise of all writes is the void one, whose failures come to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class FloorClient extends ChannelInboundHandlerAdapter implements AsyncClient {
  private static final int BURST_BYTES = 16 * 1024;

  private final int frameBytes;
  private final EventLoopGroup loop;
  private final Channel channel;

  // Event loop only.
  private final Queue<CompletableFuture<byte[]>> waiting = new ArrayDeque<>();
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf burst;
  private long sent;

  FloorClient(SocketKind sockets, int port, Shape shape) throws InterruptedException {
    frameBytes = FrameEncoder.HEADER_BYTES + Long.BYTES + shape.bodyBytes();
    loop = sockets.newLoop();
    channel =
        new Bootstrap()
            .group(loop)
            .channel(sockets.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(this)
            .connect(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    waiting.add(answer);
    if (burst != null && burst.writableBytes() < frameBytes) {
      channel.write(burst, channel.voidPromise());
      burst = null;
    }
    if (burst == null) {
      burst = channel.alloc().ioBuffer(Math.max(BURST_BYTES, frameBytes));
      channel.eventLoop().execute(this::flush);
    }
    FrameEncoder.writeRequest(burst, sent++, body);
    return answer;
  }

  private void flush() {
    if (burst != null) {
      channel.writeAndFlush(burst, channel.voidPromise());
      burst = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (partial != null) {
      in.readBytes(partial, Math.min(partial.writableBytes(), in.readableBytes()));
      if (!partial.isWritable()) {
        answer(partial);
        partial.release();
        partial = null;
      }
    }
    while (in.readableBytes() >= frameBytes) {
      answer(in);
    }
    if (in.isReadable()) {
      partial = ctx.alloc().buffer(frameBytes, frameBytes).writeBytes(in);
    }
    in.release();
  }

  private void answer(ByteBuf in) {
    in.skipBytes(FrameEncoder.HEADER_BYTES + Long.BYTES);
    byte[] body = new byte[frameBytes - FrameEncoder.HEADER_BYTES - Long.BYTES];
    in.readBytes(body);
    waiting.remove().complete(body);
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
