package io.belay.client;

import java.time.Duration;

/** Refuses option values by name, as {@code name: value (expected: …)}. */
final class Refuse {
  private Refuse() {}

  static int outside(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d)".formatted(name, value, min, max));
    }
    return value;
  }

  static double outside(String name, double value, double min, double max) {
    // Negated, so that NaN is refused too.
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)".formatted(name, value, min, max));
    }
    return value;
  }

  static Duration outside(String name, Duration value, Duration min, Duration max) {
    missing(name, value);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)".formatted(name, value, min, max));
    }
    return value;
  }

  static <T> T missing(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + ": null (expected: a value)");
    }
    return value;
  }
}
