package io.belay.heartbeat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes that the socket took, exactly, half-written buffers included. Stands first in
 * the pipeline, below TLS, and is confined to the channel's event loop.
 */
public final class OutboundMeter extends ChannelOutboundHandlerAdapter {
  // Event loop only.
  private long writtenNotFlushed;
  private long flushed;
  private @Nullable ChannelHandlerContext context;

  /** A meter for one channel. */
  public OutboundMeter() {}

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Counts the message and passes it on. */
  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws Exception {
    writtenNotFlushed += bytesOf(msg);
    super.write(ctx, msg, promise);
  }

  /** Counts what was written as handed to the socket. */
  @Override
  public void flush(ChannelHandlerContext ctx) throws Exception {
    flushed += writtenNotFlushed;
    writtenNotFlushed = 0;
    super.flush(ctx);
  }

  /**
   * How many bytes the socket took.
   *
   * @return a number that never falls while the channel is open
   */
  public long bytesTaken() {
    ChannelOutboundBuffer buffer =
        context == null ? null : context.channel().unsafe().outboundBuffer();
    return buffer == null ? flushed : flushed - bytesIn(buffer);
  }

  private static long bytesIn(ChannelOutboundBuffer buffer) {
    if (buffer.isEmpty()) {
      return 0;
    }
    Remaining remaining = new Remaining();
    try {
      buffer.forEachFlushedMessage(remaining);
    } catch (Exception e) {
      throw new IllegalStateException("the visitor throws nothing", e);
    }
    return remaining.bytes;
  }

  /** Adds up what was flushed and not yet taken. */
  private static final class Remaining implements ChannelOutboundBuffer.MessageProcessor {
    private long bytes;

    @Override
    public boolean processMessage(Object msg) {
      bytes += bytesOf(msg);
      return true;
    }
  }

  private static long bytesOf(Object msg) {
    if (msg instanceof ByteBuf buffer) {
      return buffer.readableBytes();
    }
    return msg instanceof FileRegion region ? region.count() - region.transferred() : 0;
  }
}
