package io.belay.benchmarks.process;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/**
 * Where and when figures came about.
 *
 * @param when the time at the start, UTC
 * @param processor its model
 * @param processors how many the system has
 * @param load the load average of the minute before the start: what else the machine did
 * @param kernel the operating system and its version
 * @param jdk the JDK of rows that do not say otherwise
 * @param netty the version of Netty
 * @param pinned whether each end had a processor of its own
 */
public record Conditions(
    String when,
    String processor,
    int processors,
    double load,
    String kernel,
    String jdk,
    String netty,
    boolean pinned) {
  private static final double QUIET = 0.5;

  /** Those of this moment. */
  public static Conditions now(Cpus cpus) throws IOException {
    return new Conditions(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version().toString(),
        nettyVersion(),
        cpus.pinned());
  }

  /** One sentence for people. */
  public String sentence() {
    return "%s, %s, %d processors (%s), load %.1f at the start, %s, JDK %s, Netty %s."
            .formatted(
                when,
                processor,
                processors,
                pinned ? "each end pinned to one" : "not pinned",
                load,
                kernel,
                jdk,
                netty)
        + (load > QUIET ? " **The machine was busy with other work: provisional.**" : "");
  }

  private static String nettyVersion() {
    return Version.identify().values().stream()
        .map(Version::artifactVersion)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String processorModel() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
