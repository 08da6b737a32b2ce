package io.belay.samples.demo;

import io.belay.client.Endpoint;
import io.belay.client.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** An echo server in a process of its own. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofSeconds(15);
  private static final String HOST = "127.0.0.1";

  private final SampleProcess process;
  private final Endpoint endpoint;

  private ServerProcess(SampleProcess process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts one and waits until it listens; port 0 picks a free one. */
  static ServerProcess start(int port, Transport transport)
      throws IOException, InterruptedException {
    SampleProcess process =
        SampleProcess.start(
            List.of(
                "echo-server",
                "--host=" + HOST,
                "--port=" + port,
                "--transport=" + transport,
                "--parent=" + ProcessHandle.current().pid()));
    try {
      String line = process.awaitLine(said -> said.startsWith("listening on "), START);
      int picked = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      return new ServerProcess(process, new Endpoint(HOST, picked));
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  long pid() {
    return process.pid();
  }

  void freeze() throws IOException, InterruptedException {
    process.freeze();
  }

  void thaw() throws IOException, InterruptedException {
    process.thaw();
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  /** Asks it to drain and end, and waits; returns its exit code. */
  int terminate() throws IOException, InterruptedException {
    process.terminate();
    return process.awaitExit(END);
  }

  @Override
  public void close() {
    process.close();
  }
}
