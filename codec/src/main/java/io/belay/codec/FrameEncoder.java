package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Appends frames to a buffer, so that a burst of them is one buffer and one write. The functions
 * keep no state and may be called from any thread that owns the buffer. Limits are the caller's to
 * keep: the peer's HELLO says what it accepts.
 */
public final class FrameEncoder {
  /** The length of every frame's header, in bytes. */
  public static final int HEADER_BYTES = 8;

  private static final int ID_BYTES = Long.BYTES;

  private FrameEncoder() {}

  /**
   * Appends a header alone, for a payload that the caller writes behind it.
   *
   * @param out the buffer to append to
   * @param type the frame's type
   * @param length the payload's length in bytes
   * @throws IllegalArgumentException if the length is negative
   */
  public static void writeHeader(ByteBuf out, int type, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("length: %d (expected: >= 0)".formatted(length));
    }
    out.writeLong(((long) length << Integer.SIZE) | Integer.toUnsignedLong(type));
  }

  /**
   * Appends a PING that carries a number, see {@link PingPayload#SEQUENCE}.
   *
   * @param out the buffer to append to
   * @param sequence the number that the PONG will bring back
   */
  public static void writePing(ByteBuf out, long sequence) {
    writeHeader(out, FrameType.PING, Long.BYTES);
    out.writeLong(sequence);
  }

  /**
   * Appends a PING without a payload, see {@link PingPayload#EMPTY}.
   *
   * @param out the buffer to append to
   */
  public static void writeEmptyPing(ByteBuf out) {
    writeHeader(out, FrameType.PING, 0);
  }

  /**
   * Appends the PONG to a PING.
   *
   * @param out the buffer to append to
   * @param in the PING's payload, as a {@link FrameListener} gets it; consumed
   * @param length the PING's length in bytes
   */
  public static void writePong(ByteBuf out, ByteBuf in, int length) {
    writeHeader(out, FrameType.PONG, length);
    out.writeBytes(in, length);
  }

  /**
   * Appends a HELLO.
   *
   * @param out the buffer to append to
   * @param hello the value
   */
  public static void writeHello(ByteBuf out, Hello hello) {
    writeHeader(out, FrameType.HELLO, Hello.BYTES);
    out.writeShort(hello.version());
    out.writeShort(hello.flags());
    out.writeInt((int) hello.declaredSilenceMillis());
    out.writeInt((int) hello.minPingIntervalMillis());
    out.writeInt((int) hello.maxPayload());
    out.writeLong(hello.clientId().getMostSignificantBits());
    out.writeLong(hello.clientId().getLeastSignificantBits());
    out.writeLong(hello.epoch());
    out.writeInt((int) hello.connectionIndex());
  }

  /**
   * Appends a GOAWAY.
   *
   * @param out the buffer to append to
   * @param goAway the value; its text is cut to 1 KiB of UTF-8, between characters
   */
  public static void writeGoAway(ByteBuf out, GoAway goAway) {
    int chars = Texts.fittingChars(goAway.text());
    int textBytes = ByteBufUtil.utf8Bytes(goAway.text(), 0, chars);
    writeHeader(out, FrameType.GOAWAY, GoAway.FIXED_BYTES + textBytes);
    out.writeLong(goAway.lastAcceptedId());
    out.writeInt((int) goAway.reason());
    out.writeInt((int) goAway.retryAfterMillis());
    ByteBufUtil.writeUtf8(out, goAway.text(), 0, chars);
  }

  /**
   * Appends a REQUEST.
   *
   * @param out the buffer to append to
   * @param id the request's id, higher than any before on the connection, unsigned
   * @param body the body; copied
   */
  public static void writeRequest(ByteBuf out, long id, byte[] body) {
    writeIdAndBody(out, FrameType.REQUEST, id, body);
  }

  /**
   * Appends a RESPONSE.
   *
   * @param out the buffer to append to
   * @param id the id of the request that it answers
   * @param body the body; copied
   */
  public static void writeResponse(ByteBuf out, long id, byte[] body) {
    writeIdAndBody(out, FrameType.RESPONSE, id, body);
  }

  /**
   * Appends a RESPONSE.
   *
   * @param out the buffer to append to
   * @param id the id of the request that it answers
   * @param body its readable bytes are the body; copied and consumed, not released
   */
  public static void writeResponse(ByteBuf out, long id, ByteBuf body) {
    writeHeader(out, FrameType.RESPONSE, Math.addExact(ID_BYTES, body.readableBytes()));
    out.writeLong(id);
    out.writeBytes(body);
  }

  /**
   * Appends a ONE_WAY.
   *
   * @param out the buffer to append to
   * @param body the body; copied
   */
  public static void writeOneWay(ByteBuf out, byte[] body) {
    writeHeader(out, FrameType.ONE_WAY, body.length);
    out.writeBytes(body);
  }

  /**
   * Appends a frame of the application's own type.
   *
   * @param out the buffer to append to
   * @param type the type, 256 to 2³¹-1
   * @param body the payload; copied
   * @throws IllegalArgumentException if the type is not the application's
   */
  public static void writeApplication(ByteBuf out, int type, byte[] body) {
    if (!FrameType.isApplication(type)) {
      throw new IllegalArgumentException(
          "type: %d (expected: >= %d)".formatted(type, FrameType.FIRST_APPLICATION));
    }
    writeHeader(out, type, body.length);
    out.writeBytes(body);
  }

  /**
   * Appends an ERROR.
   *
   * @param out the buffer to append to
   * @param error the value; its text is cut to 1 KiB of UTF-8, between characters
   */
  public static void writeError(ByteBuf out, RemoteError error) {
    int chars = Texts.fittingChars(error.text());
    int textBytes = ByteBufUtil.utf8Bytes(error.text(), 0, chars);
    writeHeader(out, FrameType.ERROR, RemoteError.FIXED_BYTES + textBytes);
    out.writeLong(error.id());
    out.writeInt((int) error.code());
    ByteBufUtil.writeUtf8(out, error.text(), 0, chars);
  }

  private static void writeIdAndBody(ByteBuf out, int type, long id, byte[] body) {
    writeHeader(out, type, Math.addExact(ID_BYTES, body.length));
    out.writeLong(id);
    out.writeBytes(body);
  }
}
