package io.belay.client.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.belay.client.Transport;
import io.belay.client.error.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of a round.
 *
 * @param struck how often each blow fell
 * @param results how the operations ended
 * @param deliveries of those that failed, how far they got
 * @param kinds of those that failed, with what
 * @param processed how many operations the servers processed, and some of these more than once
 * @param again how often they processed an idempotent one again
 * @param resumed how soon after the last fault everything worked again
 */
record Report(
    Transport transport,
    long seed,
    Duration length,
    Map<Blow, Integer> struck,
    Map<Op.Result, Long> results,
    Map<Delivery, Long> deliveries,
    Map<String, Long> kinds,
    int processed,
    int again,
    Duration resumed,
    List<String> violations) {
  private static final Path TABLE = Path.of("target/chaos.md");
  private static final int SHOWN = 20;

  static Report of(
      Transport transport,
      long seed,
      Duration length,
      Map<Blow, Integer> struck,
      Collection<Op> ops,
      Map<Long, Integer> processed,
      Duration resumed,
      List<String> violations) {
    List<Op.Ending> endings = ops.stream().flatMap(op -> op.ending().stream()).toList();
    return new Report(
        transport,
        seed,
        length,
        struck,
        count(endings.stream().map(Op.Ending::result).toList()),
        count(endings.stream().flatMap(ending -> ending.delivery().stream()).toList()),
        count(endings.stream().map(Op.Ending::kind).filter(kind -> !kind.isEmpty()).toList()),
        processed.size(),
        processed.values().stream().mapToInt(times -> times - 1).sum(),
        resumed,
        List.copyOf(violations));
  }

  private static <T> Map<T, Long> count(List<T> values) {
    return new TreeMap<>(values.stream().collect(groupingBy(value -> value, counting())));
  }

  /** Adds it to a table of all rounds. */
  void write() {
    String row =
        "| %s | %d | %d s | %d | %d | %s | %d | %d | %s | %d |%n"
            .formatted(
                transport,
                seed,
                length.toSeconds(),
                struck.values().stream().mapToInt(Integer::intValue).sum(),
                results.values().stream().mapToLong(Long::longValue).sum(),
                results + " " + deliveries,
                processed,
                again,
                seconds(resumed),
                violations.size());
    try {
      Files.writeString(TABLE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything, over several lines. */
  String inFull() {
    return """
        %s, seed %d, %d s
          blows:      %s
          operations: %s
          failed:     %s %s
          processed:  %d, and again %d
          resumed:    after %s
          violations: %d %s"""
        .formatted(
            transport,
            seed,
            length.toSeconds(),
            struck,
            results,
            deliveries,
            kinds,
            processed,
            again,
            seconds(resumed),
            violations.size(),
            violations.stream().limit(SHOWN).toList());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }
}
