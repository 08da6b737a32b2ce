package io.belay.client.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A path to a server on loopback, that passes bytes on as they come until it is told to dribble.
 */
public final class SlowPath implements AutoCloseable {
  private static final int PIECE = 1024;

  /** How long each piece of what the server sends takes; 0 for no time at all. */
  public volatile int millisPerPiece;

  private final int serverPort;
  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public SlowPath(int serverPort) throws IOException {
    this.serverPort = serverPort;
    start(
        () -> {
          while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort());
            sockets.add(client);
            sockets.add(server);
            client.setTcpNoDelay(true);
            start(() -> client.getInputStream().transferTo(server.getOutputStream()));
            start(() -> dribble(server.getInputStream(), client.getOutputStream()));
          }
        });
  }

  public int port() {
    return listener.getLocalPort();
  }

  private int serverPort() {
    return serverPort;
  }

  private void dribble(InputStream from, OutputStream to) throws Exception {
    byte[] piece = new byte[PIECE];
    for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
      if (millisPerPiece > 0 && closed.await(millisPerPiece, TimeUnit.MILLISECONDS)) {
        return;
      }
      to.write(piece, 0, read);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void start(Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                // A socket was closed, by either end.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
