package io.belay.benchmarks.echo;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Writes what it reads back in the same buffer, with other types in the headers: a REQUEST becomes
 * its RESPONSE and a PING its PONG. A HELLO goes back as it is: what a client asks of itself, this
 * server offers.
 */
// A write that fails closes the channel, and there is nothing else to do about it.
@SuppressWarnings("FutureReturnValueIgnored")
final class EchoHandler extends ChannelInboundHandlerAdapter {
  private static final int LOWEST_BYTE_OF_TYPE = 7;

  /** The first bytes of a header whose rest the next read brings. */
  private final ByteBuf header = Unpooled.directBuffer(FrameEncoder.HEADER_BYTES);

  /** How many bytes of the payload are still to come. */
  private long missing;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (header.isReadable()) {
      in.readBytes(header, Math.min(header.writableBytes(), in.readableBytes()));
      if (header.isWritable()) {
        in.release();
        return;
      }
      answer(ctx, header, 0);
      missing = header.getInt(0);
      ctx.write(header.copy(), ctx.voidPromise());
      header.clear();
    }
    long next = in.readerIndex() + missing;
    while (next + FrameEncoder.HEADER_BYTES <= in.writerIndex()) {
      answer(ctx, in, (int) next);
      next += FrameEncoder.HEADER_BYTES + in.getInt((int) next);
    }
    if (next < in.writerIndex()) {
      header.writeBytes(in, (int) next, in.writerIndex() - (int) next);
      in.writerIndex((int) next);
    }
    missing = Math.max(next - in.writerIndex(), 0);
    ctx.write(in, ctx.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    header.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    cause.printStackTrace();
    ctx.close();
  }

  private static void answer(ChannelHandlerContext ctx, ByteBuf buffer, int at) {
    int type = buffer.getInt(at + Integer.BYTES);
    switch (type) {
      case FrameType.REQUEST -> buffer.setByte(at + LOWEST_BYTE_OF_TYPE, FrameType.RESPONSE);
      case FrameType.PING -> buffer.setByte(at + LOWEST_BYTE_OF_TYPE, FrameType.PONG);
      case FrameType.HELLO -> {
        // It is its own answer.
      }
      case FrameType.GOAWAY -> ctx.close();
      default -> throw new IllegalStateException("type: " + FrameType.name(type));
    }
  }
}
