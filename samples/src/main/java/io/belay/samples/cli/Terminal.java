package io.belay.samples.cli;

/**
 * Whether a person watches. The JVM cannot tell on every JDK; {@code samples/run} asks the shell.
 */
public final class Terminal {
  private Terminal() {}

  /**
   * Whether standard output may have colours.
   *
   * @return whether it is a terminal, and nobody set {@code NO_COLOR}
   */
  public static boolean colours() {
    return Boolean.getBoolean("belay.samples.terminal.out") && System.getenv("NO_COLOR") == null;
  }

  /**
   * Whether standard error, where progress is shown, is a terminal.
   *
   * @return whether it is
   */
  public static boolean progress() {
    return Boolean.getBoolean("belay.samples.terminal.err");
  }
}
