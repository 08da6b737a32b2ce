package io.belay.client.lab;

import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients in a process of their own, one for each transport, which can be stopped and starved. Says
 * {@code ready}, and at the end of its input how many connections ended, and why.
 */
final class ClientProgram {
  /** Finds a dead peer in 1.5 s, and would find a stopped client's living one in less than 2 s. */
  static final Heartbeat QUICK = new Heartbeat(Duration.ofMillis(300), Duration.ofMillis(400), 3);

  private ClientProgram() {}

  /** Arguments: host and port of the server, connections of each client, its heartbeat. */
  public static void main(String[] args) throws Exception {
    Heartbeat heartbeat =
        new Heartbeat(Duration.parse(args[3]), Duration.parse(args[4]), Integer.parseInt(args[5]));
    List<WatchedClient> clients = new ArrayList<>();
    for (Transport transport : LabTransports.all()) {
      clients.add(
          new WatchedClient(
              transport,
              args[0],
              Integer.parseInt(args[1]),
              Integer.parseInt(args[2]),
              options -> options.heartbeat(heartbeat)));
    }
    clients.forEach(WatchedClient::awaitReady);
    System.out.println("ready");
    while (System.in.read() >= 0) {
      for (WatchedClient client : clients) {
        System.out.printf(
            "%s %d stalls %d ms ended %d %s%n",
            client.transport,
            client.client.snapshot().stalls(),
            client.stalled().toMillis(),
            client.ended.size(),
            client.ended.values().stream().limit(3).toList());
      }
      System.out.println("told");
    }
    System.exit(0);
  }
}
