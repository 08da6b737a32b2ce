package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Byte arrays for tests: encoded frames, hex and text. */
final class Bytes {
  private Bytes() {}

  static byte[] encoded(Consumer<ByteBuf> encoder) {
    ByteBuf out = Unpooled.buffer();
    encoder.accept(out);
    byte[] bytes = ByteBufUtil.getBytes(out);
    out.release();
    return bytes;
  }

  static byte[] header(int type, int length) {
    return encoded(out -> out.writeInt(length).writeInt(type));
  }

  static byte[] hex(String hex) {
    return ByteBufUtil.decodeHexDump(hex.replaceAll("\\s", ""));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] join(byte[]... parts) {
    return encoded(
        out -> {
          for (byte[] part : parts) {
            out.writeBytes(part);
          }
        });
  }
}
