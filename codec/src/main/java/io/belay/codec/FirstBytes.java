package io.belay.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a connection that speaks another protocol, by its first bytes. All of these have a
 * first byte that no header of ours has, because it would announce more than the largest limit;
 * only the binary PROXY header needs to be known whole.
 */
final class FirstBytes {
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_MAJOR_VERSION = 3;
  private static final long PROXY_V2 = 0x0d0a0d0a_000d0a51L;
  private static final int EXCERPT_BYTES = 40;

  private FirstBytes() {}

  /**
   * Judges the first bytes of a connection.
   *
   * @param first up to 8 of them, the earliest in the highest byte that is used
   * @param count how many
   * @param rest what came after them, for the excerpt in the hint; not consumed
   * @return what they are, or null if they may be ours
   */
  static WireError.@Nullable ForeignProtocol recognize(long first, int count, ByteBuf rest) {
    if (first == PROXY_V2) {
      return proxy();
    }
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first >>> (Byte.SIZE * (count - 1 - i)));
    }
    if (count >= 2 && bytes[1] == TLS_MAJOR_VERSION) {
      if (bytes[0] == TLS_HANDSHAKE) {
        return new WireError.ForeignProtocol(
            "TLS", "turn TLS on at this end, or off at the peer's end");
      }
      if (bytes[0] == TLS_ALERT) {
        return new WireError.ForeignProtocol(
            "TLS", "it refused our plain bytes with an alert; turn TLS on at this end");
      }
    }
    return isText(bytes)
        ? text(new String(bytes, StandardCharsets.US_ASCII) + excerpt(rest))
        : null;
  }

  private static WireError.ForeignProtocol text(String said) {
    if (said.startsWith("PRI * HT")) {
      return new WireError.ForeignProtocol("HTTP/2", "an HTTP/2 or gRPC client calls this port");
    }
    if (said.startsWith("HTTP/")) {
      return new WireError.ForeignProtocol("HTTP", "a web server listens there: " + quote(said));
    }
    if (isHttpRequest(said)) {
      return new WireError.ForeignProtocol(
          "HTTP", "a web client or health check calls this port: " + quote(said));
    }
    if (said.startsWith("PROXY ")) {
      return proxy();
    }
    if (said.startsWith("SSH-")) {
      return new WireError.ForeignProtocol("SSH", "an SSH server listens there: " + quote(said));
    }
    return new WireError.ForeignProtocol("a text protocol", "it said " + quote(said));
  }

  private static WireError.ForeignProtocol proxy() {
    return new WireError.ForeignProtocol(
        "the PROXY protocol", "turn its header off at the load balancer in front");
  }

  private static boolean isHttpRequest(String said) {
    int space = said.indexOf(' ');
    String method = space < 0 ? said : said.substring(0, space);
    return switch (method) {
      case "GET", "PUT", "HEAD", "POST", "TRACE", "PATCH", "DELETE", "OPTIONS", "CONNECT" -> true;
      default -> false;
    };
  }

  /** Text that begins with a printable character and goes on with those and line ends. */
  private static boolean isText(byte[] bytes) {
    if (bytes.length == 0 || !isPrintable(bytes[0])) {
      return false;
    }
    for (byte b : bytes) {
      if (!isPrintable(b) && b != '\r' && b != '\n' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(int c) {
    return c >= ' ' && c <= '~';
  }

  private static String excerpt(ByteBuf rest) {
    int length = Math.min(rest.readableBytes(), EXCERPT_BYTES);
    return rest.toString(rest.readerIndex(), length, StandardCharsets.US_ASCII);
  }

  /** The first line, up to anything that is not printable. */
  private static String quote(String said) {
    int end = 0;
    while (end < said.length() && isPrintable(said.charAt(end))) {
      end++;
    }
    return '"' + said.substring(0, end) + '"';
  }
}
