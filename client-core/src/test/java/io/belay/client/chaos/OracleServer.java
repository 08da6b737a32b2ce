package io.belay.client.chaos;

import io.belay.client.lab.Command;
import io.belay.client.lab.PeerHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process on a host of the lab that runs {@link OracleProgram}. Used by one thread at a time. */
final class OracleServer {
  private static final int BACKLOG = 8;
  private static final Duration DRAINED = Duration.ofSeconds(20);

  private final PeerHost host;
  private final Process process;
  private final PrintStream orders;
  private final BufferedReader replies;

  /** Starts one, and waits until it listens. */
  OracleServer(PeerHost host, Path journal) {
    this.host = host;
    process =
        host.start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx192m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            OracleProgram.class.getName(),
            Integer.toString(PeerHost.PORT),
            Integer.toString(BACKLOG),
            journal.toString());
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    replies =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    expect("listening");
  }

  /** Gives an order, and waits until it is carried out. */
  void tell(Order order, int... numbers) {
    StringBuilder line = new StringBuilder(order.name());
    for (int number : numbers) {
      line.append(' ').append(number);
    }
    orders.println(line);
    expect("done");
  }

  /** SIGSTOP or SIGCONT. */
  void signal(String name) {
    Command.run("kill", "-" + name, Long.toString(process.pid()));
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
    ended();
  }

  /** SIGTERM: it drains, and ends. */
  void terminate() {
    signal("TERM");
    try {
      if (!process.waitFor(DRAINED.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the server does not end within " + DRAINED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    ended();
  }

  private void ended() {
    host.forget(process);
    orders.close();
    try {
      replies.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What else it says is a warning of its JVM, or an error. */
  private void expect(String reply) {
    StringBuilder said = new StringBuilder();
    try {
      for (String line = replies.readLine(); !reply.equals(line); line = replies.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the server ended: " + said);
        }
        said.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
