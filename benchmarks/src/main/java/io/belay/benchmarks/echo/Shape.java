package io.belay.benchmarks.echo;

/**
 * The load of one measurement.
 *
 * @param outstanding how many requests are on their way at any time
 * @param bodyBytes the length of a request's body, and of its answer's
 */
record Shape(int outstanding, int bodyBytes) {

  @Override
  public String toString() {
    return "%d outstanding, %d bytes".formatted(outstanding, bodyBytes);
  }
}
