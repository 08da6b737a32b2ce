package io.belay.benchmarks.report;

import java.io.PrintWriter;

/**
 * What a long benchmark is doing, and how much of it is done: in a terminal one line that changes,
 * else a line a step. Used by one thread.
 */
public final class Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final int steps;
  private final boolean terminal;
  private int done;

  /**
   * Makes one.
   *
   * @param out where it is shown
   * @param steps how many steps there will be
   */
  public Progress(PrintWriter out, int steps) {
    this.out = out;
    this.steps = steps;
    terminal = Boolean.getBoolean("belay.terminal");
  }

  /** The next step begins. */
  public void step(String what) {
    String line = "[%3d %%] %s".formatted(Math.min(99, 100 * done / Math.max(1, steps)), what);
    out.print(terminal ? CLEAR_LINE + line : line + System.lineSeparator());
    out.flush();
    done++;
  }

  /** Something that is to stay. */
  public void note(String what) {
    clear();
    out.println(what);
    out.flush();
  }

  /** Makes room for other output. */
  public void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }
}
