package io.belay.samples;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, never for times. */
public final class Eventually {
  private Eventually() {}

  /** Waits until the condition holds, and fails after 20 s. */
  public static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long startNanos = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - startNanos > Duration.ofSeconds(20).toNanos()) {
        throw new AssertionError("not within 20 s: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
