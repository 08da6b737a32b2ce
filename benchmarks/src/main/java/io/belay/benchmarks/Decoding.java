package io.belay.benchmarks;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/** Pipelines that cut bytes into frames and tell a sink of the answers among them. */
public final class Decoding {
  private Decoding() {}

  /** A channel with Belay's decoder. */
  public static EmbeddedChannel belay(AnswerSink sink) {
    return new EmbeddedChannel(new FrameDecoder(WireOptions.DEFAULT, new Answers(sink)));
  }

  /**
   * A channel with Netty's decoder for frames that say their length, and a handler behind it: what
   * most clients of their own protocol are made of.
   */
  public static EmbeddedChannel lengthField(AnswerSink sink) {
    return new EmbeddedChannel(
        new LengthFieldBasedFrameDecoder(
            WireOptions.DEFAULT.maxPayload() + Long.BYTES, 0, Integer.BYTES, Integer.BYTES, 0),
        new AnswerHandler(sink));
  }

  private static final class Answers implements FrameListener {
    private final AnswerSink sink;

    Answers(AnswerSink sink) {
      this.sink = sink;
    }

    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      if (type == FrameType.RESPONSE) {
        sink.answer(in.readLong(), in, length - Long.BYTES);
      }
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {
      throw new IllegalStateException(error.message());
    }
  }

  private static final class AnswerHandler extends ChannelInboundHandlerAdapter {
    private final AnswerSink sink;

    AnswerHandler(AnswerSink sink) {
      this.sink = sink;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf frame = (ByteBuf) msg;
      try {
        frame.skipBytes(Integer.BYTES);
        if (frame.readInt() == FrameType.RESPONSE) {
          long id = frame.readLong();
          sink.answer(id, frame, frame.readableBytes());
        }
      } finally {
        frame.release();
      }
    }
  }
}
