package io.belay.client.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the system's own tools. */
public final class Command {
  /** Nothing but messages that these tests can read. */
  private static final Map<String, String> PLAIN = Map.of("LC_ALL", "C");

  private Command() {}

  /** Runs a command to its end, and returns what it says. */
  public static String run(String... command) {
    return feed("", command);
  }

  /** Runs a command in the network namespace of a process. */
  static String runIn(Process namespace, String... command) {
    return run(inside(namespace, command));
  }

  /** Runs a command with an input. */
  static String feed(String input, String... command) {
    Process process = start(command);
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "%s: %s (input: %s)".formatted(List.of(command), output.strip(), input));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Starts a command, with what it complains of among what it says. */
  static Process start(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(PLAIN);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs a command in the network namespace of a process. */
  static String[] inside(Process namespace, String... command) {
    return Stream.concat(
            Stream.of("nsenter", "--net=/proc/" + namespace.pid() + "/ns/net"), Stream.of(command))
        .toArray(String[]::new);
  }
}
