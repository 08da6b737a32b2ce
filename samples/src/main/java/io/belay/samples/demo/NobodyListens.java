package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.RequestOptions;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.samples.cli.Figures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port without a server. */
final class NobodyListens implements Scene {
  @Override
  public String title() {
    return "nothing listens";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    Endpoint nobody = new Endpoint("127.0.0.1", unusedPort());
    stage.narrator().say("A request that wants to fail fast, to %s.".formatted(nobody));
    try (BelayClient<byte[], byte[]> client = stage.client(nobody).build()) {
      Outcome outcome = Outcome.of(client, RequestOptions.DEFAULT.withFailFast(true));
      outcome.failure().ifPresent(stage.narrator()::failure);
      Bound bound = Bound.of(Stage.CONNECT_TIMEOUT).excusing(client.snapshot());
      return new Finding(
          outcome.failure().filter(ConnectionRefusedException.class::isInstance).isPresent()
              && bound.holds(outcome.after()),
          outcome.name(),
          Figures.time(outcome.after()),
          bound.toString());
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
