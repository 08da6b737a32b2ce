package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.heartbeat.Heartbeat;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A firewall that forgets connections at rest: "Connection reset by peer" after a quiet time. */
@InFaultLab
@Isolated
class ForgetfulFirewallTest {
  private static final Duration MEMORY = Duration.ofSeconds(2);
  private static final Heartbeat OFTEN =
      new Heartbeat(Duration.ofMillis(500), Duration.ofSeconds(1), 5);

  // So many PINGs take more than twice the firewall's memory.
  private static final int PINGS = 9;

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void onlyAConnectionThatIsPingedMustOutliveIt(Transport transport) {
    AtomicInteger pongs = new AtomicInteger();
    ClientListener<byte[], byte[]> counting =
        new ClientListener<>() {
          @Override
          public void heartbeat(
              Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {
            pongs.incrementAndGet();
          }
        };
    try (PeerHost host = new PeerHost()) {
      host.peer();
      host.faults().forgetAfter(MEMORY);
      try (BelayClient<byte[], byte[]> silent = client(host, transport, Heartbeat.off(), counting);
          BelayClient<byte[], byte[]> pinged = client(host, transport, OFTEN, counting)) {
        silent.send(new byte[1]);
        pinged.send(new byte[1]);
        int before = pongs.get();
        eventually("it was pinged for long", () -> pongs.get() >= before + PINGS);

        BelayException reset =
            catchThrowableOfType(BelayException.class, () -> silent.send(new byte[1]));
        assertThat(reset).isInstanceOf(ConnectionResetException.class);
        assertThat(reset.errno()).contains(Errno.ECONNRESET);
        assertThat(reset.delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(pinged.send(new byte[] {7})).containsExactly(7);
        assertThat(pinged.snapshot().endpoints())
            .allSatisfy(endpoint -> assertThat(endpoint.closed()).isZero());
      }
    }
  }

  private static BelayClient<byte[], byte[]> client(
      PeerHost host,
      Transport transport,
      Heartbeat heartbeat,
      ClientListener<byte[], byte[]> listener) {
    return BelayClient.builder()
        .endpoint(host.address(), PeerHost.PORT)
        .transport(transport)
        .heartbeat(heartbeat)
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .listener(listener)
        .build();
  }
}
