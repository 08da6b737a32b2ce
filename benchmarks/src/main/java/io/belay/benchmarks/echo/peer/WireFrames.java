package io.belay.benchmarks.echo.peer;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/** Frames of Belay's wire format, for peers that have no format of their own. */
final class WireFrames {
  private static final int PREFIX_BYTES = FrameEncoder.HEADER_BYTES + Long.BYTES;

  private WireFrames() {}

  static int requestBytes(byte[] body) {
    return PREFIX_BYTES + body.length;
  }

  static void writeRequest(ByteBuf out, long id, byte[] body) {
    out.writeInt(Long.BYTES + body.length);
    out.writeInt(FrameType.REQUEST);
    out.writeLong(id);
    out.writeBytes(body);
  }

  /** The body of a RESPONSE that {@link Decoder} cut out; not released. */
  static byte[] body(ByteBuf response) {
    return ByteBufUtil.getBytes(
        response, response.readerIndex() + PREFIX_BYTES, response.readableBytes() - PREFIX_BYTES);
  }

  /** Cuts frames out of the stream. */
  static final class Decoder extends LengthFieldBasedFrameDecoder {
    private static final int MAX_FRAME = 16 * 1024 * 1024;

    Decoder() {
      super(MAX_FRAME, 0, Integer.BYTES, FrameEncoder.HEADER_BYTES - Integer.BYTES, 0);
    }
  }
}
