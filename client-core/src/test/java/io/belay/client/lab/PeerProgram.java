package io.belay.client.lab;

import io.belay.codec.FrameType;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a {@link Peer} runs: a server with blocking sockets and its own reading of the wire format,
 * since it has to start fast, a hundred times. Told what to do by its input, it ends with it.
 */
final class PeerProgram {
  private static final int PUSH_MILLIS = 50;
  private static final byte[] WEB_PAGE =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Manner manner;
  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean holding;
  private volatile boolean mute;
  private volatile boolean wrongEcho;
  private volatile boolean reading = true;

  private PeerProgram(Manner manner, ServerSocket listener) {
    this.manner = manner;
    this.listener = listener;
  }

  /** Arguments: port, {@link Manner}, backlog; for TLS, a key store and its password. */
  public static void main(String[] args) throws Exception {
    ServerSocketFactory sockets =
        args.length > 3 ? tls(Path.of(args[3]), args[4]) : ServerSocketFactory.getDefault();
    PeerProgram peer =
        new PeerProgram(
            Manner.valueOf(args[1]),
            sockets.createServerSocket(Integer.parseInt(args[0]), Integer.parseInt(args[2])));
    if (peer.manner != Manner.NEVER_ACCEPT) {
      startDaemon(peer::acceptAll);
    }
    System.out.println("listening");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      peer.obey(command);
      System.out.println("done");
    }
  }

  private static ServerSocketFactory tls(Path file, String password) throws Exception {
    KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  private void obey(String command) throws Exception {
    switch (command) {
      case "hold" -> holding = true;
      case "await-held" -> held.await();
      case "stop-reading" -> reading = false;
      case "mute" -> mute = true;
      case "echo-wrongly" -> wrongEcho = true;
      case "push" -> startDaemon(this::push);
      case "stop-listening" -> listener.close();
      case "close-all" -> {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      case "reset-all" -> {
        for (Socket socket : sockets) {
          reset(socket);
        }
      }
      default -> throw new IllegalArgumentException(command);
    }
  }

  private void acceptAll() throws Exception {
    while (true) {
      Socket socket = listener.accept();
      sockets.add(socket);
      startDaemon(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws Exception {
    switch (manner) {
      case FIN_ON_ACCEPT -> socket.close();
      case RESET_ON_ACCEPT -> reset(socket);
      case RESET_ON_DATA -> {
        socket.getInputStream().read();
        reset(socket);
      }
      case HTTP -> {
        socket.getInputStream().read();
        socket.getOutputStream().write(WEB_PAGE);
        never.await();
      }
      case MUTE -> socket.getInputStream().readAllBytes();
      case ECHO -> speak(socket);
      case NEVER_ACCEPT -> throw new IllegalStateException("accepted");
    }
  }

  private void speak(Socket socket) throws Exception {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    while (true) {
      int length = in.readInt();
      int type = in.readInt();
      if (!reading) {
        never.await();
      }
      byte[] payload = in.readNBytes(length);
      switch (type) {
        case FrameType.PING -> {
          if (!mute) {
            answer(out, FrameType.PONG, wrongEcho ? new byte[] {1, 2, 3} : payload);
          }
        }
        case FrameType.REQUEST -> {
          if (holding || mute) {
            held.countDown();
          } else {
            answer(out, FrameType.RESPONSE, payload);
          }
        }
        default -> {}
      }
    }
  }

  /** Sends to everybody, all the time. */
  private void push() throws Exception {
    byte[] message = new byte[8];
    while (!never.await(PUSH_MILLIS, TimeUnit.MILLISECONDS)) {
      sockets.removeIf(socket -> !takes(socket, message));
    }
  }

  /** Sends a message, if the socket is not closed. */
  private static boolean takes(Socket socket, byte[] message) {
    try {
      answer(new DataOutputStream(socket.getOutputStream()), FrameType.ONE_WAY, message);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private static void answer(DataOutputStream out, int type, byte[] payload) throws IOException {
    byte[] frame = new byte[8 + payload.length];
    java.nio.ByteBuffer.wrap(frame).putInt(payload.length).putInt(type).put(payload);
    out.write(frame);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** What a thread may do. */
  private interface Action {
    void run() throws Exception;
  }

  private static void startDaemon(Action action) {
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
