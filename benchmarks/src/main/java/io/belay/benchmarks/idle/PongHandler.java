package io.belay.benchmarks.idle;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The server's end of all connections: gives each frame back in its own buffer, PINGs as PONGs, and
 * counts them. Frames so small that are written whole come whole.
 */
@ChannelHandler.Sharable
// A write that fails closes the channel, and there is nothing else to do about it.
@SuppressWarnings("FutureReturnValueIgnored")
final class PongHandler extends ChannelInboundHandlerAdapter {
  private static final int LOWEST_BYTE_OF_TYPE = 7;

  // Written by the event loop only, read by others.
  private volatile long pings;

  /** How many PINGs have come. */
  long pings() {
    return pings;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    int at = in.readerIndex();
    long seen = pings;
    while (at < in.writerIndex()) {
      int type = in.getInt(at + Integer.BYTES);
      if (type == FrameType.PING) {
        in.setByte(at + LOWEST_BYTE_OF_TYPE, FrameType.PONG);
        seen++;
      } else if (type != FrameType.HELLO) {
        throw new IllegalStateException("%s frame at an idle server".formatted(type));
      }
      at += FrameEncoder.HEADER_BYTES + in.getInt(at);
    }
    if (at != in.writerIndex()) {
      throw new IllegalStateException("a frame came in parts");
    }
    pings = seen;
    ctx.writeAndFlush(in, ctx.voidPromise());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
