package io.belay.benchmarks.echo;

import java.util.List;

/**
 * The load of one measurement.
 *
 * @param outstanding how many requests are on their way at any time
 * @param bodyBytes the length of a request's body, and of its answer's
 */
record Shape(int outstanding, int bodyBytes) {
  /** Belay's default for one connection. */
  private static final int MAX_OUTSTANDING = 1024;

  private static final int MAX_BODY = 1024 * 1024;

  /** What is measured by default: the loads of the design's goals. */
  static final List<Shape> DEFAULT =
      List.of(new Shape(1, 64), new Shape(64, 64), new Shape(1024, 64), new Shape(64, 4096));

  /** Refuses what no row can do. */
  Shape {
    if (outstanding < 1 || outstanding > MAX_OUTSTANDING) {
      throw new IllegalArgumentException(
          "outstanding: %d (expected: 1 to %d)".formatted(outstanding, MAX_OUTSTANDING));
    }
    if (bodyBytes < 1 || bodyBytes > MAX_BODY) {
      throw new IllegalArgumentException(
          "body: %d (expected: 1 to %d)".formatted(bodyBytes, MAX_BODY));
    }
  }

  /** For the names of files. */
  String label() {
    return outstanding + "-" + bodyBytes;
  }

  @Override
  public String toString() {
    return "%d outstanding, %d bytes".formatted(outstanding, bodyBytes);
  }
}
