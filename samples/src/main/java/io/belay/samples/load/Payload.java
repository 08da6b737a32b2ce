package io.belay.samples.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The body of one request: its number, then pseudo-random bytes that follow from the number. So an
 * answer can be checked byte for byte without keeping the question, and an answer to another
 * question never passes.
 */
public final class Payload {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Payload() {}

  /**
   * Makes a body.
   *
   * @param number the request's number
   * @param size the body's length in bytes; below 8 the number itself is cut
   * @return the body
   */
  public static byte[] of(long number, int size) {
    byte[] body = new byte[size];
    int at = 0;
    for (; at + Long.BYTES <= size; at += Long.BYTES) {
      LONG.set(body, at, word(number, at));
    }
    for (; at < size; at++) {
      body[at] = tail(number, at);
    }
    return body;
  }

  /**
   * Whether an answer is the body of the request with this number.
   *
   * @param answer what came
   * @param number the request's number
   * @param size the body's length in bytes
   * @return whether every byte is right
   */
  public static boolean matches(byte[] answer, long number, int size) {
    if (answer.length != size) {
      return false;
    }
    int at = 0;
    for (; at + Long.BYTES <= size; at += Long.BYTES) {
      if ((long) LONG.get(answer, at) != word(number, at)) {
        return false;
      }
    }
    for (; at < size; at++) {
      if (answer[at] != tail(number, at)) {
        return false;
      }
    }
    return true;
  }

  /** The number itself, then SplitMix64 of it: every word of every request differs. */
  private static long word(long number, int at) {
    if (at == 0) {
      return number;
    }
    long mixed = number + GOLDEN_GAMMA * at;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static byte tail(long number, int at) {
    return (byte) word(number, at);
  }
}
