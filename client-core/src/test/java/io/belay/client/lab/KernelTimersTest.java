package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Transport;
import io.belay.client.error.PeerTimeoutException;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.TcpKeepAlive;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the kernel was asked for, seen from outside. */
@InLivenessLab
class KernelTimersTest {
  static final List<Transport> TRANSPORTS = LabTransports.all();

  static final List<Transport> NATIVE =
      TRANSPORTS.stream().filter(transport -> transport != Transport.NIO).toList();

  private static final TcpKeepAlive KEEP_ALIVE =
      new TcpKeepAlive(Duration.ofSeconds(7), Duration.ofSeconds(3), 5);

  @ParameterizedTest
  @FieldSource("TRANSPORTS")
  void theKernelsOwnToolShowsTheKeepAliveTimer(Transport transport) {
    try (PeerHost host = new PeerHost()) {
      host.peer();
      try (WatchedClient client =
          new WatchedClient(
              transport,
              host.address(),
              PeerHost.PORT,
              3,
              options -> options.keepAlive(KEEP_ALIVE).heartbeat(Heartbeat.off()))) {
        client.awaitReady();
        eventually(
            "three keepalive timers of at most 7 s",
            () ->
                Command.run("ss", "-tnoeH", "dst", host.address())
                        .lines()
                        .filter(
                            line -> line.matches(".*timer:\\(keepalive,[0-6](\\.\\d+)?(sec|ms).*"))
                        .count()
                    == 3);
        assertThat(client.client.snapshot().connections())
            .flatExtracting(ConnectionSnapshot::options)
            .filteredOn(option -> option.name().startsWith("TCP_KEEP"))
            .hasSize(9)
            .noneMatch(OptionInForce::differs);
      }
    }
  }

  /**
   * ss does not show the number itself, but how long the kernel tries: one resend after another.
   */
  @ParameterizedTest
  @FieldSource("NATIVE")
  void theUserTimeoutEndsWhatTheKernelWouldResendForLong(Transport transport) {
    try (PeerHost host = new PeerHost()) {
      Peer peer = host.peer();
      try (WatchedClient client =
          new WatchedClient(
              transport,
              host.address(),
              PeerHost.PORT,
              3,
              options -> options.userTimeout(Duration.ofSeconds(2)).heartbeat(Heartbeat.off()))) {
        client.awaitReady();
        peer.hold();
        host.faults().drop();
        client.requestEverywhere(new byte[16]);
        eventually(
            "ss shows the resends",
            () -> Command.run("ss", "-tnoeH", "dst", host.address()).contains("timer:(on,"));
        client.awaitEnd();
        assertThat(client.ended.values())
            .allSatisfy(
                ended ->
                    assertThat(ended.failure()).containsInstanceOf(PeerTimeoutException.class));
      }
    }
  }
}
