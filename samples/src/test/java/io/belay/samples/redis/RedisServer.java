package io.belay.samples.redis;

import static io.belay.samples.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real redis-server in a process of its own, which keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
  final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(int port, List<String> command) throws IOException {
    this.port = port;
    this.command = command;
    process = launch();
  }

  /** The program, if it is installed. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static RedisServer start(Path directory, String... options) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(program().orElseThrow().toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
    command.addAll(List.of("--enable-debug-command", "yes"));
    command.addAll(List.of(options));
    return new RedisServer(port, command);
  }

  /** SIGKILL, then a new process on the same port. */
  void restart() throws Exception {
    kill();
    process = launch();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: it stands still, and its kernel goes on. */
  void freeze() throws Exception {
    signal("STOP");
    eventually("the server to stand still", this::isStopped);
  }

  /** SIGCONT. */
  void thaw() throws Exception {
    signal("CONT");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Process launch() throws IOException {
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.contains("Ready to accept connections")) {
        // It must not block on a full pipe.
        Thread reader = new Thread(() -> output.lines().forEach(each -> {}), "redis output");
        reader.setDaemon(true);
        reader.start();
        return started;
      }
    }
    throw new IOException("redis-server did not start: " + said);
  }

  private void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -%s %d failed".formatted(name, process.pid()));
    }
  }

  /** Whether its main thread has stopped; see proc(5), {@code /proc/pid/stat}. */
  private boolean isStopped() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
  }
}
