package io.belay.client.chaos;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The last four bytes of every question and answer. */
final class Checksum {
  static final int BYTES = Integer.BYTES;

  private Checksum() {}

  /** Fills the bytes from here on, and writes the checksum of all into the last four. */
  static void seal(byte[] out, int from, long seed) {
    int end = out.length - BYTES;
    Arrays.fill(out, from, end, (byte) seed);
    ByteBuffer.wrap(out).putInt(end, of(out, end));
  }

  /** Whether the last four bytes are what they should be. */
  static boolean holds(byte[] sealed) {
    int end = sealed.length - BYTES;
    return end >= 0 && last(sealed) == of(sealed, end);
  }

  /** The checksum that the bytes carry. */
  static int last(byte[] sealed) {
    return ByteBuffer.wrap(sealed).getInt(sealed.length - BYTES);
  }

  private static int of(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
