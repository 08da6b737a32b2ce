package io.belay.client.lab;

import java.util.List;

/** The sockets of our namespace, as {@code ss} shows them. */
final class Sockets {
  private static final int STATE = 0;
  private static final int LOCAL = 3;

  private Sockets() {}

  /** One of them, as long as it does more than wait for time to pass. */
  record Socket(String state, int localPort) {}

  static List<Socket> towards(String network, String network6) {
    return Command.run("ss", "-tanH", "dst", network, "or", "dst", network6)
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .map(columns -> new Socket(columns[STATE], port(columns[LOCAL])))
        .filter(socket -> !socket.state().equals("TIME-WAIT"))
        .toList();
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
