package io.belay.samples.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Lets a command end in its own order when SIGTERM or Ctrl-C asks for it, with an exit code of its
 * own. The JVM would end at once, with 143 or 130.
 */
public final class OrderlyExit {
  /** A command that does not come to its end is ended all the same. */
  private static final long PATIENCE_SECONDS = 60;

  private OrderlyExit() {}

  /**
   * Runs a command.
   *
   * @param stop called by another thread when a signal came: makes the command return soon
   * @param command the command, which returns the exit code
   * @return the exit code
   */
  public static int run(Runnable stop, IntSupplier command) {
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    Thread onSignal = new Thread(() -> end(stop, exitCode), "orderly-exit");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      int code = command.getAsInt();
      exitCode.complete(code);
      return code;
    } finally {
      exitCode.complete(1);
      forget(onSignal);
    }
  }

  private static void end(Runnable stop, CompletableFuture<Integer> exitCode) {
    stop.run();
    int code = exitCode.completeOnTimeout(1, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs, and has the exit code now.
    }
  }
}
