package io.belay.client.lab;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The file descriptors of this process. */
public final class Descriptors {
  private static final Path OWN = Path.of("/proc/self/fd");
  private static final int FEW = 16;
  private static final int QUIET_ROUNDS = 5;
  private static final long ROUND_NANOS = 10_000_000;

  private Descriptors() {}

  /** How many are sockets, or belong to event loops. */
  public static long ofSocketsAndLoops() {
    return targets().stream()
        .filter(target -> target.startsWith("socket:") || target.startsWith("anon_inode:"))
        .count();
  }

  /** What they are, for a message. */
  public static String describe() {
    Map<String, Long> kinds =
        targets().stream().collect(groupingBy(each -> each.replaceAll("[:/].*", ""), counting()));
    return kinds + "\n" + Command.run("ss", "-anpe") + targets();
  }

  /**
   * Takes away this process's descriptors, all of them. For tests that run alone, and that have
   * done once before what they do then: to load a class from a directory takes a descriptor, too.
   */
  static Fault noneFree() {
    String pid = Long.toString(ProcessHandle.current().pid());
    String before = Command.run("prlimit", "--pid", pid, "--nofile", "-o", "SOFT", "--noheadings");
    List<FileInputStream> taken = new ArrayList<>();
    Fault none =
        () -> {
          taken.forEach(Descriptors::close);
          Command.run("prlimit", "--pid", pid, "--nofile=" + before.strip() + ":");
        };
    int highest = numbers().mapToInt(Integer::parseInt).max().orElseThrow();
    Command.run("prlimit", "--pid", pid, "--nofile=" + (highest + FEW) + ":");
    // What ended a moment ago may give some back yet.
    for (int quiet = 0; quiet < QUIET_ROUNDS; quiet++) {
      if (takeAll(taken)) {
        quiet = 0;
      }
      LockSupport.parkNanos(ROUND_NANOS);
    }
    return none;
  }

  /** Returns whether there were any. */
  private static boolean takeAll(List<FileInputStream> taken) {
    int before = taken.size();
    try {
      while (true) {
        taken.add(new FileInputStream("/dev/null"));
      }
    } catch (FileNotFoundException noneLeft) {
      return taken.size() > before;
    }
  }

  private static List<String> targets() {
    return numbers().map(number -> target(OWN.resolve(number))).toList();
  }

  private static Stream<String> numbers() {
    String[] names = OWN.toFile().list();
    return names == null ? Stream.empty() : Stream.of(names);
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static void close(FileInputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
