package io.belay.benchmarks.echo;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sends frames that were encoded beforehand, as many as answers came since the last time, in one
 * write and one flush. Of an answer it looks at the header alone, and of the time once a burst:
 * answers come in order, so the n-th belongs to the n-th request.
 */
// The promise of all writes is the void one, whose failures come to exceptionCaught.
@SuppressWarnings("FutureReturnValueIgnored")
final class RawHandler extends ChannelInboundHandlerAdapter {
  private final Shape shape;
  private final int frameBytes;
  private final long expectedHeader;
  private final Tally tally;
  private final Lane lane;
  private final ByteBuf requests;

  // Event loop only.
  private final ByteBuf partial;
  private final long[] sentAt;
  private long sent;
  private long answered;
  private int burst;
  private long now;

  RawHandler(Shape shape, int frameBytes, Tally tally) {
    this.shape = shape;
    this.frameBytes = frameBytes;
    this.tally = tally;
    lane = tally.newLane();
    sentAt = new long[Integer.highestOneBit(shape.outstanding()) << 1];
    partial = Unpooled.directBuffer(frameBytes, frameBytes);
    requests = Unpooled.directBuffer(shape.outstanding() * frameBytes);
    for (int i = 0; i < shape.outstanding(); i++) {
      FrameEncoder.writeRequest(requests, i, new byte[shape.bodyBytes()]);
    }
    expectedHeader = ((long) (frameBytes - FrameEncoder.HEADER_BYTES) << 32) | FrameType.RESPONSE;
  }

  void start(Channel channel) {
    now = System.nanoTime();
    channel.writeAndFlush(take(shape.outstanding()), channel.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    now = System.nanoTime();
    while (in.isReadable()) {
      if (partial.isReadable() || in.readableBytes() < frameBytes) {
        partial.writeBytes(in, Math.min(partial.writableBytes(), in.readableBytes()));
        if (!partial.isWritable()) {
          answer(partial.getLong(0));
          partial.clear();
        }
      } else {
        answer(in.getLong(in.readerIndex()));
        in.skipBytes(frameBytes);
      }
    }
    in.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    int answers = burst;
    burst = 0;
    lane.endMany(answers);
    if (answers > 0 && tally.running()) {
      ctx.writeAndFlush(take(answers), ctx.voidPromise());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    partial.release();
    requests.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tally.failed(cause);
  }

  private void answer(long header) {
    if (header != expectedHeader) {
      throw new IllegalStateException(
          "header: %x (expected: %x)".formatted(header, expectedHeader));
    }
    if ((answered & (Lane.STRIDE - 1)) == 0) {
      lane.took(now - sentAt[(int) answered & (sentAt.length - 1)]);
    }
    answered++;
    burst++;
  }

  private ByteBuf take(int count) {
    for (long number = sent; number < sent + count; number++) {
      if ((number & (Lane.STRIDE - 1)) == 0) {
        sentAt[(int) number & (sentAt.length - 1)] = now;
      }
    }
    sent += count;
    lane.beginMany(count);
    return requests.retainedSlice(0, count * frameBytes);
  }
}
