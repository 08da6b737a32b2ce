package io.belay.samples.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Greets, then answers each line when the test lets it. A thread a connection. */
final class LineServer implements AutoCloseable {
  volatile String greeting = "OK ready";

  /** Answers at once, or only what {@link #release} lets go. */
  volatile boolean held;

  /** Reads what the client sends. */
  volatile boolean reading = true;

  final AtomicInteger accepted = new AtomicInteger();
  final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>();
  private final ServerSocket listener;

  LineServer() throws IOException {
    listener = new ServerSocket();
    // Small, so that a test can fill it.
    listener.setReceiveBufferSize(16 << 10);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lets so many held answers go. */
  void release(int answers) {
    for (int i = 0; i < answers; i++) {
      permits.add(true);
    }
  }

  /** How many bytes have come that it does not read. */
  int unread() throws IOException {
    int bytes = 0;
    for (Socket socket : sockets) {
      bytes += socket.getInputStream().available();
    }
    return bytes;
  }

  /** Says a line that nobody asked for. */
  void blurt(String line) throws IOException {
    begin(line + "\n");
  }

  /** Says the beginning of such a line. */
  void begin(String part) throws IOException {
    for (Socket socket : sockets) {
      socket.getOutputStream().write(part.getBytes(UTF_8));
    }
  }

  void resetAll() throws IOException {
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        accepted.incrementAndGet();
        daemon("serve", () -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      say(socket, greeting);
      if (!reading) {
        // Until the test ends it.
        Thread.currentThread().join();
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        received.add(line);
        if (held) {
          permits.take();
        }
        say(socket, line.startsWith("fail") ? "ERR " + line : "answer to " + line);
      }
    } catch (IOException | InterruptedException ended) {
      // The client has gone, or the test has.
    }
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "line-server-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
