package io.belay.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The processors that the two ends of a benchmark are pinned to.
 *
 * @param server the server's; any if empty
 * @param client the client's; any if empty
 */
public record Cpus(OptionalInt server, OptionalInt client) {
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** The first two that this process may use, or none if there are no two, or no taskset. */
  public static Cpus twoOfThisMachine() throws IOException {
    List<Integer> allowed = allowed();
    if (allowed.size() < 2 || !hasTaskset()) {
      return new Cpus(OptionalInt.empty(), OptionalInt.empty());
    }
    return new Cpus(OptionalInt.of(allowed.get(0)), OptionalInt.of(allowed.get(1)));
  }

  /** Whether both ends have one. */
  public boolean pinned() {
    return server.isPresent() && client.isPresent();
  }

  private static List<Integer> allowed() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(ALLOWED)) {
        for (String range : line.substring(ALLOWED.length()).strip().split(",", -1)) {
          String[] ends = range.split("-", -1);
          for (int i = Integer.parseInt(ends[0]);
              i <= Integer.parseInt(ends[ends.length - 1]);
              i++) {
            numbers.add(i);
          }
        }
      }
    }
    return numbers;
  }

  private static boolean hasTaskset() {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
  }
}
