package io.belay.samples.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
   * A count of things.
   *
   * @param number the count
   * @param thing one of them
   * @return such as {@code 1 request} or {@code 100,000 requests}
   */
  public static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /**
   * A time, to three digits.
   *
   * @param time the time
   * @return such as {@code 4.15 ms}, {@code 500 ms} or {@code 2.5 s}
   */
  public static String time(Duration time) {
    double micros = time.toNanos() / 1e3;
    if (micros < 1e3) {
      return digits(micros) + " µs";
    }
    return micros < 1e6 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  private static String digits(double number) {
    int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
    return BigDecimal.valueOf(number)
        .setScale(decimals, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
