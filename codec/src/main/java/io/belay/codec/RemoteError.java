package io.belay.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;

/**
 * The payload of an ERROR frame: the failure of one request.
 *
 * @param id the request's id, unsigned
 * @param code why, 32 bits, unsigned: one of {@link ErrorCode}, or a number that only the peer
 *     knows
 * @param text for people; at most 1 KiB of UTF-8 is sent, and a text that was read is free of
 *     control characters
 */
public record RemoteError(long id, long code, String text) {

  static final int FIXED_BYTES = 12;

  /**
   * Checks the numbers.
   *
   * @param id as the component
   * @param code as the component
   * @param text as the component
   * @throws IllegalArgumentException if a number is out of its range
   */
  public RemoteError {
    Unsigned.check32("code", code);
    requireNonNull(text, "text: null (expected: a text, or \"\")");
  }

  /**
   * Whether the peer refused the request before it processed anything of it, so that it may safely
   * be sent again.
   *
   * @return whether the code is below {@link ErrorCode#FIRST_APPLICATION}, known here or not
   */
  public boolean isRefusal() {
    return code < ErrorCode.FIRST_APPLICATION;
  }

  /**
   * Reads an ERROR's payload.
   *
   * @param in the payload, as a {@link FrameListener} gets it
   * @param length the payload's length in bytes, already judged by the decoder; all are consumed
   * @return the value, its text cleaned
   */
  public static RemoteError read(ByteBuf in, int length) {
    return new RemoteError(
        in.readLong(), in.readUnsignedInt(), Texts.read(in, length - FIXED_BYTES));
  }
}
