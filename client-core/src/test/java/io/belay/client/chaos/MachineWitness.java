package io.belay.client.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sees when the machine let a thread that has nothing to do not run. */
final class MachineWitness implements AutoCloseable {
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Thread thread = new Thread(this::watch, "machine-witness");
  private final Stalls stalls;
  private volatile boolean closed;

  MachineWitness(Stalls stalls) {
    this.stalls = stalls;
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long before = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(NAP_NANOS);
      long now = System.nanoTime();
      if (now - before > 2 * NAP_NANOS) {
        stalls.add(Duration.ofNanos(now - before));
      }
      before = now;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
