package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Neither end has closed a connection, and each of them still carries requests. */
final class NothingEnded {
  private static final int PATIENCE_SECONDS = 60;

  private NothingEnded() {}

  static void check(String scenario, LivingServer server, WatchedClient client) {
    String what = described(scenario, server);
    assertThat(client.ended).as(what).isEmpty();
    assertThat(server.closed).as(what).isEmpty();
    CompletableFuture.allOf(
            client.connections.values().stream()
                .map(each -> each.sendAsync(new byte[8]))
                .toArray(CompletableFuture<?>[]::new))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    Proof.measured(
        scenario,
        client.transport,
        client.connections.size(),
        "ended " + client.ended.size(),
        client.stalled().toMillis() + " ms stalled");
  }

  static void check(String scenario, LivingServer server, ClientProcess client) {
    String what = described(scenario, server);
    for (String line : client.tell()) {
      String transport = line.substring(0, line.indexOf(' '));
      Proof.measured(scenario, Transport.valueOf(transport), Proof.LIVING, line);
      assertThat(line).as(what).contains("ended 0 ");
    }
    assertThat(server.closed).as(what).isEmpty();
  }

  /** A server that did not run for longer than the bound was none that lived. */
  private static String described(String scenario, LivingServer server) {
    return "%s; the server itself did not run for %s"
        .formatted(scenario, server.witness.longestPause());
  }
}
