package io.belay.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;

/**
 * The payload of a GOAWAY frame: the sender takes no more requests on this connection, and has not
 * processed and never will process those above {@code lastAcceptedId}.
 *
 * @param lastAcceptedId the highest request id that the sender may have processed, unsigned; 0 if
 *     none
 * @param reason why, 32 bits, unsigned: one of {@link GoAwayReason}, or a number that only the peer
 *     knows
 * @param retryAfterMillis how long the receiver should stay away, in milliseconds, 32 bits; not to
 *     be trusted before it is clamped
 * @param text for people; at most 1 KiB of UTF-8 is sent, and a text that was read is free of
 *     control characters
 */
public record GoAway(long lastAcceptedId, long reason, long retryAfterMillis, String text) {

  static final int FIXED_BYTES = 16;

  /**
   * Checks the numbers.
   *
   * @param lastAcceptedId as the component
   * @param reason as the component
   * @param retryAfterMillis as the component
   * @param text as the component
   * @throws IllegalArgumentException if a number is out of its range
   */
  public GoAway {
    Unsigned.check32("reason", reason);
    Unsigned.check32("retryAfterMillis", retryAfterMillis);
    requireNonNull(text, "text: null (expected: a text, or \"\")");
  }

  /**
   * Reads a GOAWAY's payload.
   *
   * @param in the payload, as a {@link FrameListener} gets it
   * @param length the payload's length in bytes, already judged by the decoder; all are consumed
   * @return the value, its text cleaned
   */
  public static GoAway read(ByteBuf in, int length) {
    return new GoAway(
        in.readLong(),
        in.readUnsignedInt(),
        in.readUnsignedInt(),
        Texts.read(in, length - FIXED_BYTES));
  }
}
