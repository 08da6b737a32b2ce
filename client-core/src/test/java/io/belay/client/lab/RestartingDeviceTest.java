package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.ServerOptions;
import io.belay.heartbeat.SessionAuthorizer;
import io.belay.heartbeat.SessionRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A device that loses its power again and again leaves nothing behind at its server. */
@InLivenessLab
class RestartingDeviceTest {
  private static final int RESTARTS = Proof.LONG ? 200 : 40;
  private static final UUID DEVICE = new UUID(4, 2);

  @Test
  void aDeviceThatRestartsWithoutAFinLeavesOneLiveSession() throws IOException {
    SessionRegistry sessions = new SessionRegistry(SessionAuthorizer.trustEveryClientIdUnproven());
    List<Device> lives = new ArrayList<>();
    try (LivingServer server =
            new LivingServer(Transport.NIO, ServerOptions.DEFAULT, Optional.of(sessions));
        PoweredOff poweredOff = new PoweredOff(server.port())) {
      for (int epoch = 1; epoch <= RESTARTS; epoch++) {
        lives.add(Device.connect(server.port(), DEVICE, epoch));
        assertThat(server.liveness.connections().size()).isPositive();
        if (epoch < RESTARTS) {
          poweredOff.add(lives.get(epoch - 1));
        }
      }
      eventually("one session is left", () -> server.liveness.connections().size() == 1);
      eventually("one socket is left", () -> server.sockets().equals(List.of("ESTAB")));
      assertThat(server.closed)
          .hasSize(RESTARTS - 1)
          .extracting(LivingServer.Ended::reason)
          .containsOnly(CloseReason.REPLACED);
      assertThat(sessions.clients()).isEqualTo(1);
      lives.get(RESTARTS - 1).ping();
      Proof.measured("device restarted " + RESTARTS + " times", Transport.NIO, 1, server.sockets());
    } finally {
      for (Device life : lives) {
        life.close();
      }
    }
  }

  /** Devices without power: nothing leaves them, and nothing reaches them. */
  private static final class PoweredOff implements AutoCloseable {
    /** Other connections of this namespace have the same ports, towards other servers. */
    PoweredOff(int serverPort) {
      Command.feed(
          """
          table inet poweredoff {
            set ports { type inet_service; }
            chain c {
              type filter hook input priority 0;
              tcp sport @ports tcp dport %1$d drop
              tcp sport %1$d tcp dport @ports drop
            }
          }
          """
              .formatted(serverPort),
          "nft",
          "-f",
          "-");
    }

    void add(Device device) {
      Command.feed(
          "add element inet poweredoff ports { %d }%n".formatted(device.localPort()),
          "nft",
          "-f",
          "-");
    }

    @Override
    public void close() {
      Command.feed("delete table inet poweredoff\n", "nft", "-f", "-");
    }
  }
}
