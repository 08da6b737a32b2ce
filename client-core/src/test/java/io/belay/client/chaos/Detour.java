package io.belay.client.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that goes through a proxy, which may behave badly. Bytes stay as they are. */
final class Detour implements AutoCloseable {
  /** How it passes bytes on. */
  enum Pace {
    AT_ONCE,
    /** Each piece after a while. */
    LATE,
    /** One byte at a time, some 20 KB/s. */
    DRIBBLING,
    /** It takes them, and keeps them. */
    NEVER
  }

  private static final int PIECE = 16 << 10;
  private static final int CONNECT_MILLIS = 2_000;
  private static final long LATE_MILLIS = 50;
  private static final int BYTES_PER_MILLI = 20;

  private final InetSocketAddress server;
  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * How many bytes of the server's may pass until the client's side is cut; negative if all may.
   */
  private final AtomicInteger untilCut = new AtomicInteger(-1);

  volatile Pace pace = Pace.AT_ONCE;

  Detour(InetSocketAddress server) throws IOException {
    this.server = server;
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Cuts the connection that carries the byte which comes after so many of the server's. */
  void cutAfter(int bytes) {
    untilCut.set(bytes);
  }

  /** Sends RST both ways. */
  void resetAll() {
    sockets.forEach(
        socket -> {
          try {
            socket.setSoLinger(true, 0);
          } catch (IOException alreadyClosed) {
            // So it is.
          }
          close(socket);
        });
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = opened(listener.accept());
      start(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException {
    Socket upstream = opened(new Socket());
    try {
      upstream.connect(server, CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    } catch (IOException refused) {
      close(client);
      close(upstream);
      return;
    }
    AtomicInteger ways = new AtomicInteger(2);
    start(() -> pass(client, upstream, false, ways));
    start(() -> pass(upstream, client, true, ways));
  }

  /** Passes on all that comes, and its end. */
  private void pass(Socket from, Socket to, boolean mayBeCut, AtomicInteger ways)
      throws IOException {
    boolean inOrder = false;
    try {
      inOrder = passAll(from.getInputStream(), to.getOutputStream(), mayBeCut);
      if (inOrder) {
        to.shutdownOutput();
      }
    } catch (InterruptedException theEnd) {
      // Closed.
    } finally {
      if (!inOrder || ways.decrementAndGet() == 0) {
        close(from);
        close(to);
      }
    }
  }

  /** Returns whether it came to its end in order. */
  private boolean passAll(InputStream in, OutputStream out, boolean mayBeCut)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      if (pace == Pace.NEVER) {
        // What has lost bytes must never go on.
        in.transferTo(OutputStream.nullOutputStream());
        return false;
      }
      int passing = mayBeCut ? beforeCut(read) : read;
      write(out, piece, passing);
      if (passing < read) {
        return false;
      }
    }
    return true;
  }

  /** How many of these bytes come before the cut. */
  private int beforeCut(int bytes) {
    int before = untilCut.getAndUpdate(left -> left < 0 ? left : left - bytes);
    return before < 0 ? bytes : Math.min(bytes, before);
  }

  private void write(OutputStream out, byte[] piece, int length)
      throws IOException, InterruptedException {
    int written = 0;
    if (pace == Pace.LATE) {
      pause(LATE_MILLIS);
    }
    while (pace == Pace.DRIBBLING && written < length) {
      if (written % BYTES_PER_MILLI == 0) {
        pause(1);
      }
      out.write(piece, written++, 1);
    }
    out.write(piece, written, length - written);
  }

  private void pause(long millis) throws InterruptedException {
    if (closed.await(millis, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    sockets.forEach(this::close);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Socket opened(Socket socket) {
    sockets.add(socket);
    if (closed.getCount() == 0) {
      close(socket);
    }
    return socket;
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      // So it is.
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private void start(Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (IOException closedByEitherEnd) {
                // That is how connections end.
              } finally {
                threads.remove(Thread.currentThread());
              }
            },
            "detour");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }
}
