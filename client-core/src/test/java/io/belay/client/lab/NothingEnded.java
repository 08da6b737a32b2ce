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
    assertThat(client.ended).as(scenario).isEmpty();
    assertThat(server.closed).as(scenario).isEmpty();
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
    assertThat(client.ended).as(scenario).isEmpty();
    assertThat(server.closed).as(scenario).isEmpty();
  }

  static void check(String scenario, LivingServer server, ClientProcess client) {
    for (String line : client.tell()) {
      String transport = line.substring(0, line.indexOf(' '));
      Proof.measured(scenario, Transport.valueOf(transport), Proof.LIVING, line);
      assertThat(line).as(scenario).contains("ended 0 ");
    }
    assertThat(server.closed).as(scenario).isEmpty();
  }
}
