package io.belay.samples.demo;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.ProtocolViolationException;
import io.belay.codec.WireError;
import io.belay.samples.cli.Figures;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The wrong port: a web server's. */
final class HttpPort implements Scene {
  private static final byte[] ANSWER =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @Override
  public String title() {
    return "a port that speaks HTTP";
  }

  @Override
  public Finding play(Stage stage) throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> serve(web), "web-server");
      serving.setDaemon(true);
      serving.start();
      Endpoint endpoint = new Endpoint("127.0.0.1", web.getLocalPort());
      stage.narrator().say("A request to a web server at %s.".formatted(endpoint));
      try (BelayClient<byte[], byte[]> client = stage.client(endpoint).build()) {
        Outcome outcome = Outcome.of(client, RequestOptions.DEFAULT.withFailFast(true));
        outcome.failure().ifPresent(stage.narrator()::failure);
        Optional<WireError.ForeignProtocol> foreign =
            outcome.failure().flatMap(HttpPort::foreignProtocol);
        foreign.ifPresent(
            error -> stage.narrator().say("It says what it found: " + error.message()));
        Bound bound = Bound.of(Stage.CONNECT_TIMEOUT).excusing(client.snapshot());
        return new Finding(
            foreign.filter(error -> error.protocol().startsWith("HTTP")).isPresent()
                && bound.holds(outcome.after()),
            outcome.name() + foreign.map(error -> ", " + error.protocol()).orElse(""),
            Figures.time(outcome.after()),
            bound.toString());
      }
    }
  }

  private static Optional<WireError.ForeignProtocol> foreignProtocol(BelayException failure) {
    return failure instanceof ProtocolViolationException violation
            && violation.error().orElse(null) instanceof WireError.ForeignProtocol foreign
        ? Optional.of(foreign)
        : Optional.empty();
  }

  private static void serve(ServerSocket web) {
    while (!web.isClosed()) {
      try (Socket client = web.accept()) {
        int first = client.getInputStream().read();
        if (first >= 0) {
          client.getOutputStream().write(ANSWER);
          client.shutdownOutput();
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException goneOrClosed) {
        // The next one, or the end of the scene.
      }
    }
  }
}
