package io.belay.client.chaos;

import io.belay.client.lab.PeerHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A host with a server on it, which may be another one by and by. Used by one thread at a time. */
final class Site implements AutoCloseable {
  private static final int CONNECT_MILLIS = 200;

  private final String name;
  private final Path journals;
  private final PeerHost host = new PeerHost();
  private int servers;
  private OracleServer server;

  Site(String name, Path journals) {
    this.name = name;
    this.journals = journals;
    server = newServer();
  }

  PeerHost host() {
    return host;
  }

  OracleServer server() {
    return server;
  }

  /** Puts a new server where the old one was. */
  void startAnew() {
    server = newServer();
  }

  /** Connects sockets of no client's to it, as long as that can be done. */
  List<Socket> occupy(int most) {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      Socket socket = new Socket();
      try {
        socket.setSoLinger(true, 0);
        socket.connect(new InetSocketAddress(host.address(), PeerHost.PORT), CONNECT_MILLIS);
        sockets.add(socket);
      } catch (IOException noMore) {
        release(socket);
        break;
      }
    }
    return sockets;
  }

  static void release(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OracleServer newServer() {
    return new OracleServer(host, Journal.of(journals, name + "-" + ++servers));
  }

  @Override
  public void close() {
    server.kill();
    host.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
