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

/**
 * How much is proven: the short form in every build, the long one with {@code -Dbelay.proof=long}.
 */
final class Proof {
  static final boolean LONG = "long".equals(System.getProperty("belay.proof"));

  /** Connections of each client in each scenario. */
  static final int CONNECTIONS = LONG ? 100 : 12;

  /** How often each scenario plays. */
  static final int ROUNDS = Integer.getInteger("belay.proof.rounds", LONG ? 3 : 1);

  /** Scenarios with hundreds of connections play one at a time: this is no test of the machine. */
  static final Semaphore AT_ONCE = new Semaphore(LONG ? 1 : 16);

  /** Found within 5 s, and within 4 s while a request waits. */
  static final Heartbeat HEARTBEAT = new Heartbeat(Duration.ofSeconds(2), Duration.ofSeconds(1), 3);

  private static final Path FIGURES = Path.of("target/liveness-proof.md");

  private Proof() {}

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
