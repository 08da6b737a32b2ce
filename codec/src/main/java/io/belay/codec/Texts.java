package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** The texts inside GOAWAY and ERROR: cut when written, distrusted when read. */
final class Texts {
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /** How many chars of the text fit into the limit of a frame's text, whole characters only. */
  static int fittingChars(String text) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      bytes += ByteBufUtil.utf8Bytes(text, end, next);
      if (bytes > FrameLimits.MAX_TEXT_BYTES) {
        break;
      }
      end = next;
    }
    return end;
  }

  /**
   * Reads a peer's text so that it can be logged: of bounded length, on one line, without terminal
   * escapes or changes of the writing direction. All {@code length} bytes are consumed.
   */
  static String read(ByteBuf in, int length) {
    int kept = Math.min(length, FrameLimits.MAX_TEXT_BYTES);
    String text = in.toString(in.readerIndex(), kept, StandardCharsets.UTF_8);
    in.skipBytes(length);
    return clean(text);
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isWhitespace(c)) {
                clean.append(' ');
              } else if (isSafe(c)) {
                clean.appendCodePoint(c);
              } else {
                clean.append(REPLACEMENT);
              }
            });
    return clean.toString();
  }

  /** FORMAT has the bidirectional overrides, the invisible characters and the tags. */
  private static boolean isSafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
      default -> true;
    };
  }
}
