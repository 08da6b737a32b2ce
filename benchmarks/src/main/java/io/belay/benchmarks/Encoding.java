package io.belay.benchmarks;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.List;

/** Pipelines that write requests, numbered from 1. */
public final class Encoding {
  private Encoding() {}

  /** A channel that takes lists of bodies and encodes each list into one buffer. */
  public static EmbeddedChannel bufferABurst() {
    return new EmbeddedChannel(new BurstEncoder());
  }

  /** A channel that takes bodies and encodes each into a buffer of its own. */
  public static EmbeddedChannel bufferAFrame() {
    return new EmbeddedChannel(new RequestEncoder());
  }

  private static final class BurstEncoder extends ChannelOutboundHandlerAdapter {
    private long lastId;

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ByteBuf out = ctx.alloc().ioBuffer(Burst.FRAMES * Burst.FRAME_BYTES);
      for (Object body : (List<?>) msg) {
        FrameEncoder.writeRequest(out, ++lastId, (byte[]) body);
      }
      var unused = ctx.write(out, promise);
    }
  }

  private static final class RequestEncoder extends MessageToByteEncoder<byte[]> {
    private long lastId;

    RequestEncoder() {
      super(byte[].class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, byte[] body, ByteBuf out) {
      out.writeInt(Long.BYTES + body.length);
      out.writeInt(FrameType.REQUEST);
      out.writeLong(++lastId);
      out.writeBytes(body);
    }
  }
}
