package io.belay.client.lab;

import io.belay.client.BelayConnection;
import io.belay.client.Transport;
import io.belay.client.lab.LivingServer.Pace;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Megabytes that take many times the bound are no death, in neither direction. There are fewer
 * connections and more rounds than elsewhere, so that the machine is no bottleneck.
 */
@InLivenessLab
class SlowTransferTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  private static final int DOWNLOADS = Proof.LONG ? 20 : 12;
  private static final int DOWNLOAD_ROUNDS = Proof.ROUNDS * (Proof.LONG ? 3 : 1);

  /** Longer than the hard cap, in which a peer must answer that is not inside a frame. */
  private static final int FRAME_SECONDS = 20;

  /** So many of them that each comes long before a PING is due, and its server is not busy. */
  private static final int PIECES = 256;

  private static final int UPLOADS = Proof.LONG ? 60 : 12;

  private final Proof.Turn turn = Proof.turn();

  @AfterEach
  void endTurn() {
    turn.close();
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void aLargeFrameThatArrivesSlowlyIsLife(Transport transport) {
    int megabytes = Proof.LONG ? 64 : 1;
    Pace pace = new Pace((megabytes << 20) / FRAME_SECONDS, 0);
    WireOptions wire = WireOptions.DEFAULT.withMaxPayload(64 << 20);
    ServerOptions options = ServerOptions.DEFAULT.withWire(wire);
    for (int round = 0; round < DOWNLOAD_ROUNDS; round++) {
      try (LivingServer server = new LivingServer(Transport.NIO, options, Optional.empty(), pace);
          WatchedClient client = client(transport, server, wire, DOWNLOADS)) {
        long start = System.nanoTime();
        server.sendFrame(megabytes << 20, PIECES);
        client.awaitMessages(DOWNLOADS);
        NothingEnded.check(
            "a frame of %d MiB in %d s".formatted(megabytes, secondsSince(start)), server, client);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void anUploadToASlowReaderMustNotBeCut(Transport transport) {
    int megabytes = Proof.LONG ? 20 : 8;
    byte[] quarter = new byte[256 << 10];
    for (int round = 0; round < Proof.ROUNDS; round++) {
      try (LivingServer server =
              new LivingServer(
                  Transport.NIO, ServerOptions.DEFAULT, Optional.empty(), new Pace(0, 1 << 20));
          WatchedClient client = client(transport, server, WireOptions.DEFAULT, UPLOADS)) {
        long start = System.nanoTime();
        // No more than half of it may wait at once.
        for (int half = 0; half < 2; half++) {
          List<CompletableFuture<byte[]>> answers = new ArrayList<>();
          for (BelayConnection<byte[], byte[]> connection : client.connections.values()) {
            for (int i = 0; i < 2 * megabytes; i++) {
              answers.add(connection.sendAsync(quarter));
            }
          }
          answers.forEach(CompletableFuture::join);
        }
        NothingEnded.check(
            "an upload of %d MiB in %d s".formatted(megabytes, secondsSince(start)),
            server,
            client);
      }
    }
  }

  private static long secondsSince(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
  }

  private static WatchedClient client(
      Transport transport, LivingServer server, WireOptions wire, int connections) {
    WatchedClient client =
        new WatchedClient(
            transport, "127.0.0.1", server.port(), connections, options -> options.wire(wire));
    client.awaitReady();
    return client;
  }
}
