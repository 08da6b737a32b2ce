package io.belay.heartbeat;

import java.time.Duration;

/** Refuses an option's value that is out of range, by the option's name. */
final class Ranges {
  private Ranges() {}

  static void check(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw refusal(name, value, words(min), words(max));
    }
  }

  static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw refusal(name, value, min, max);
    }
  }

  static Duration clamp(Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0) {
      return min;
    }
    return value.compareTo(max) > 0 ? max : value;
  }

  private static IllegalArgumentException refusal(
      String name, Object value, Object min, Object max) {
    return new IllegalArgumentException(
        "%s: %s (expected: %s to %s)".formatted(name, value, min, max));
  }

  /** The largest unit in which the duration is a whole number: {@code 20 ms}, {@code 1 min}. */
  private static String words(Duration duration) {
    if (duration.toMillis() % 1000 != 0 || duration.isZero()) {
      return duration.toMillis() + " ms";
    }
    long seconds = duration.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
