package io.belay.client.lab;

import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * How much is proven: the short form in every build, the long one with {@code -Dbelay.proof=long}.
 */
final class Proof {
  static final boolean LONG = "long".equals(System.getProperty("belay.proof"));

  /** Connections of each client to a peer that dies. */
  static final int DYING = LONG ? 100 : 12;

  /** Connections of each client whose peer lives. In the long form three clients have 510. */
  static final int LIVING = LONG ? 170 : 12;

  /** How often each scenario plays. */
  static final int ROUNDS = Integer.getInteger("belay.proof.rounds", LONG ? 3 : 1);

  /** Found within 5 s, and within 4 s while a request waits. */
  static final Heartbeat HEARTBEAT = new Heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(1), 3);

  /** Few scenarios with hundreds of connections play at once: this is no test of the machine. */
  private static final int SIDE_BY_SIDE = LONG ? 3 : 16;

  private static final Semaphore TURNS = new Semaphore(SIDE_BY_SIDE, true);

  private static final Path FIGURES = Path.of("target/liveness-proof.md");

  private Proof() {}

  /** A scenario's place among those that play, until it is closed. */
  @FunctionalInterface
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for a turn. */
  static Turn turn() {
    return turns(1);
  }

  /** In the long form, waits until nobody else plays whom this scenario would disturb. */
  static Turn turnAlone() {
    return turns(LONG ? SIDE_BY_SIDE : 1);
  }

  private static Turn turns(int count) {
    TURNS.acquireUninterruptibly(count);
    return () -> TURNS.release(count);
  }

  /** Time itself is the condition here: that nothing happens while it passes. */
  static void pass(Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      LockSupport.parkNanos(time.toNanos() - (System.nanoTime() - start));
    }
  }

  /** Writes down what was measured, a row of a table. */
  static synchronized void measured(String scenario, Transport transport, Object... figures) {
    StringBuilder row = new StringBuilder("| ").append(scenario).append(" | ").append(transport);
    for (Object figure : figures) {
      row.append(" | ").append(figure);
    }
    try {
      Files.writeString(
          FIGURES, row.append(" |\n"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
