package io.belay.samples.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes numbers as people read them. */
public final class Figures {
  private Figures() {}

  /**
   * A count.
   *
   * @param number the count
   * @return such as {@code 100,000}
   */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A time, to two or three digits.
   *
   * @param time the time
   * @return such as {@code 4.1 ms}
   */
  public static String time(Duration time) {
    double micros = time.toNanos() / 1e3;
    if (micros < 1e3) {
      return short3(micros) + " µs";
    }
    return micros < 1e6 ? short3(micros / 1e3) + " ms" : short3(micros / 1e6) + " s";
  }

  private static String short3(double number) {
    return String.format(
        Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f", number);
  }
}
