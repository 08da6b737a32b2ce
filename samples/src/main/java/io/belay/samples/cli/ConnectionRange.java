package io.belay.samples.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * How many connections an endpoint may have: {@code 1..4}, or {@code 2} for exactly two.
 *
 * @param min kept ready
 * @param max opened at the most
 */
public record ConnectionRange(int min, int max) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})(?:\\.\\.(\\d{1,4}))?");

  /**
   * Reads one from the command line.
   *
   * @param text {@code MIN..MAX} or one number
   * @return the range
   */
  public static ConnectionRange parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a number of connections (expected: MIN..MAX, such as 1..4)".formatted(text));
    }
    int min = Integer.parseInt(matcher.group(1));
    return new ConnectionRange(
        min, matcher.group(2) == null ? min : Integer.parseInt(matcher.group(2)));
  }
}
