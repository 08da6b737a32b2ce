package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.Cpus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to measure, and how.
 *
 * @param rows the clients, in the order of the table; the first is what the others are compared to
 * @param shapes the loads, one after the other
 * @param rounds how often each row is measured; in each round every row has its turn
 * @param warmup the CPU time that each row uses before the first round, as far as it comes by it in
 *     five times as long
 * @param measured how long each row runs in a round
 * @param cpus the processors of the server and the clients
 * @param newJdk a JDK with virtual threads
 */
record EchoPlan(
    List<Row> rows,
    List<Shape> shapes,
    int rounds,
    Duration warmup,
    Duration measured,
    Cpus cpus,
    Optional<Path> newJdk) {

  /** How many times a client is set to work. */
  int steps() {
    return shapes.size() * rows.size() * (1 + rounds);
  }
}
