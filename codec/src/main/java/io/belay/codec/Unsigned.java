package io.belay.codec;

/** Refuses, by name, numbers that do not fit their unsigned field. */
final class Unsigned {
  private static final int MAX_16 = 0xffff;
  private static final long MAX_32 = 0xffff_ffffL;

  private Unsigned() {}

  static void check16(String name, int value) {
    check(name, value, MAX_16);
  }

  static void check32(String name, long value) {
    check(name, value, MAX_32);
  }

  private static void check(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("%s: %d (expected: 0 to %d)".formatted(name, value, max));
    }
  }
}
