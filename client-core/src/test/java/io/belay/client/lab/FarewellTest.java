package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.PoolOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that is closed while its peers cannot say goodbye. */
@InFaultLab
@Isolated
class FarewellTest {
  // On NIO nobody can ask the kernel what the peer took.
  static Stream<Transport> transportsThatCanAsk() {
    return LabTransports.all().stream().filter(transport -> transport != Transport.NIO);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("transportsThatCanAsk")
  void aPeerThatIsGoneMustLeaveNoSocketBehind(Transport transport) {
    try (PeerHost host = new PeerHost()) {
      host.peer();
      try (BelayClient<byte[], byte[]> client = client(host, transport)) {
        client.send(new byte[1]);
        host.faults().drop();
      }
      // Without an abort the kernel has it for a minute and more.
      eventually("no socket is left", () -> host.ourSockets().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aPeerThatStandsStillMustNotBeReset(Transport transport) {
    try (PeerHost host = new PeerHost()) {
      Peer peer = host.peer();
      try (BelayClient<byte[], byte[]> client = client(host, transport)) {
        client.send(new byte[1]);
        peer.freeze();
      }
      assertThat(host.ourSockets())
          .extracting(Sockets.Socket::state)
          .as("its kernel took the FIN, and ours waits for the other one")
          .isEqualTo(List.of("FIN-WAIT-2"));
    }
  }

  private static BelayClient<byte[], byte[]> client(PeerHost host, Transport transport) {
    return BelayClient.builder()
        .endpoint(host.address(), PeerHost.PORT)
        .transport(transport)
        .heartbeat(Heartbeat.off())
        .pool(PoolOptions.DEFAULT.withMaxConnections(1).withDrain(Duration.ofSeconds(2)))
        .build();
  }
}
