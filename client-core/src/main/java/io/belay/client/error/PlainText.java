package io.belay.client.error;

/**
 * Text that may come from a peer, made fit for a log line: a peer must not be able to forge lines,
 * steer terminals or flood the log.
 */
final class PlainText {
  private PlainText() {}

  /** The text with everything that is not plain to see replaced by a space. */
  static String of(String text) {
    return text.codePoints().allMatch(PlainText::isPlain)
        ? text
        : text.codePoints()
            .map(point -> isPlain(point) ? point : ' ')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** The same, cut to a number of code points. */
  static String cut(String text, int limit) {
    String plain = of(text);
    return plain.codePointCount(0, plain.length()) <= limit
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, limit)) + "…";
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
