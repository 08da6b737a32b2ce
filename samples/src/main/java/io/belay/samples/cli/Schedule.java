package io.belay.samples.cli;

import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Three numbers in one option: {@code idle,interval,probes}, such as {@code 2s,500ms,3}. */
@FunctionalInterface
interface Schedule<T> {

  /** Makes what the numbers are for, or throws {@link IllegalArgumentException}. */
  T of(Duration idle, Duration interval, int probes);

  /** Reads the numbers; what is wrong with them is told as picocli tells its user. */
  static <T> T read(String text, Schedule<T> schedule) {
    String[] parts = text.split(",", -1);
    if (parts.length != 3 || !parts[2].matches("\\d{1,9}")) {
      throw new TypeConversionException(
          "'%s' is not a schedule (expected: idle,interval,probes, such as 2s,500ms,3)"
              .formatted(text));
    }
    DurationConverter durations = new DurationConverter();
    Duration idle = durations.convert(parts[0]);
    Duration interval = durations.convert(parts[1]);
    try {
      return schedule.of(idle, interval, Integer.parseInt(parts[2]));
    } catch (IllegalArgumentException outOfRange) {
      throw new TypeConversionException(outOfRange.getMessage());
    }
  }
}
