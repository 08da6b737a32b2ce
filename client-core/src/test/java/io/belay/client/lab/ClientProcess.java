package io.belay.client.lab;

import io.belay.heartbeat.Heartbeat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that runs {@link ClientProgram}. */
final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader says;
  private final OutputStream asks;

  ClientProcess(String host, int port, int connections, Heartbeat heartbeat, String... prefix) {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ClientProgram.class.getName(),
            host,
            Integer.toString(port),
            Integer.toString(connections),
            heartbeat.idle().toString(),
            heartbeat.interval().toString(),
            Integer.toString(heartbeat.probes())));
    process = Command.start(command.toArray(String[]::new));
    says =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    asks = process.getOutputStream();
    hear("ready");
  }

  long pid() {
    return process.pid();
  }

  void signal(String name) {
    Command.run("kill", "-" + name, Long.toString(process.pid()));
  }

  /** One line for each client: its stalls, and how many of its connections ended. */
  List<String> tell() {
    try {
      asks.write('?');
      asks.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hear("told");
  }

  private List<String> hear(String last) {
    List<String> lines = new ArrayList<>();
    try {
      for (String line = says.readLine(); !last.equals(line); line = says.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the client ended: " + lines);
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
