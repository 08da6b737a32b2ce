package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.belay.codec.Hello;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.SessionAuthorizer;
import io.belay.heartbeat.SessionRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
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
    List<Socket> lives = new ArrayList<>();
    try (LivingServer server =
            new LivingServer(
                Duration.ofMinutes(10), WireOptions.DEFAULT, 0, Optional.of(sessions));
        PoweredOff poweredOff = new PoweredOff()) {
      for (int epoch = 1; epoch <= RESTARTS; epoch++) {
        lives.add(newLife(server.port(), epoch));
        assertThat(server.liveness.connections().size()).isPositive();
        if (epoch < RESTARTS) {
          poweredOff.add(lives.get(epoch - 1));
        }
      }
      eventually("one session is left", () -> server.liveness.connections().size() == 1);
      eventually("one socket is left", () -> sockets(server).equals(List.of("ESTAB")));
      assertThat(server.closed).hasSize(RESTARTS - 1).containsOnly(CloseReason.REPLACED);
      assertThat(sessions.clients()).isEqualTo(1);
      ping(lives.get(RESTARTS - 1));
      Proof.measured("device restarted " + RESTARTS + " times", Transport.NIO, 1, sockets(server));
    } finally {
      for (Socket life : lives) {
        life.close();
      }
    }
  }

  /** The newest life gets in, whatever its earlier ones left behind. */
  private static Socket newLife(int port, long epoch) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    ByteBuf hello = Unpooled.buffer();
    FrameEncoder.writeHello(
        hello, new Hello(Hello.VERSION, 0, 600_000, 0, 1 << 20, DEVICE, epoch, 0));
    hello.readBytes(socket.getOutputStream(), hello.readableBytes());
    assertThat(nextFrame(socket)).isEqualTo(FrameType.HELLO);
    ping(socket);
    return socket;
  }

  private static void ping(Socket socket) throws IOException {
    ByteBuf ping = Unpooled.buffer();
    FrameEncoder.writePing(ping, 1);
    ping.readBytes(socket.getOutputStream(), ping.readableBytes());
    assertThat(nextFrame(socket)).isEqualTo(FrameType.PONG);
  }

  private static int nextFrame(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    int type = in.readInt();
    in.skipNBytes(length);
    return type;
  }

  private static List<String> sockets(LivingServer server) {
    return Command.run("ss", "-tanH", "sport", "=", ":" + server.port())
        .lines()
        .map(line -> line.strip().split("\\s+", 2)[0])
        .filter(state -> !state.equals("LISTEN"))
        .toList();
  }

  /** Devices without power: nothing leaves them, and nothing reaches them. */
  private static final class PoweredOff implements AutoCloseable {
    PoweredOff() {
      Command.feed(
          """
          table inet poweredoff {
            set ports { type inet_service; }
            chain c {
              type filter hook input priority 0;
              tcp sport @ports drop
              tcp dport @ports drop
            }
          }
          """,
          "nft",
          "-f",
          "-");
    }

    void add(Socket device) throws IOException {
      Command.feed(
          "add element inet poweredoff ports { %d }%n".formatted(device.getLocalPort()),
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
