package io.belay.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PortCensusTest {
  private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue\n";
  private static final InetSocketAddress REMOTE = new InetSocketAddress("10.99.0.2", 9_000);

  @TempDir Path proc;

  @Test
  void theSocketsTowardsTheEndpointMustBeCountedByState() throws IOException {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    String v4 = little ? "0200630A" : "0A630002";
    String mapped = "0000000000000000" + (little ? "FFFF0000" : "0000FFFF") + v4;
    write("sys/net/ipv4/ip_local_port_range", "40000\t40009\n");
    write(
        "self/net/tcp",
        HEADER
            + "   0: 0100007F:9C40 "
            + v4
            + ":2328 01 00000000:00000000 00:00000000 00000000\n"
            + "   1: 0100007F:9C41 "
            + v4
            + ":2328 06 00000000:00000000 00:00000000 00000000\n"
            + "   2: 0100007F:9C42 "
            + v4
            + ":2329 01 00000000:00000000 00:00000000 00000000\n"
            + "   3: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n");
    write(
        "self/net/tcp6",
        HEADER
            + "   0: "
            + mapped
            + ":9C43 "
            + mapped
            + ":2328 06 00000000:00000000 00:00000000 0\n"
            + "   1: "
            + mapped
            + ":9C44 "
            + mapped
            + ":2328 FF 00000000:00000000 00:00000000 0\n");

    PortCensus census = new PortCensusReader(proc).read(REMOTE).orElseThrow();

    assertThat(census.sockets())
        .containsOnlyKeys(TcpState.ESTABLISHED, TcpState.TIME_WAIT)
        .containsEntry(TcpState.ESTABLISHED, 1)
        .containsEntry(TcpState.TIME_WAIT, 2);
    assertThat(census.ports()).isEqualTo(10);
    assertThat(census.withChurn(new PortCensus.Churn(12, 10, Duration.ofSeconds(60))))
        .hasToString(
            "3 sockets towards it (ESTABLISHED 1, TIME_WAIT 2), 10 ports (40000-40009), "
                + "opened 12 and closed 10 in 60 s");
  }

  @Test
  void withoutProcThereMustBeNoCensus() {
    assertThat(new PortCensusReader(proc).read(REMOTE)).isEmpty();
  }

  @Test
  void whatIsNotAsDocumentedMustNotBeCounted() throws IOException {
    write("sys/net/ipv4/ip_local_port_range", "");
    assertThat(new PortCensusReader(proc).read(REMOTE)).isEmpty();

    write("sys/net/ipv4/ip_local_port_range", "32768 60999\n");
    write("self/net/tcp", HEADER + "\n  x y\n");
    assertThat(new PortCensusReader(proc).read(REMOTE).orElseThrow().total()).isZero();
    assertThat(new PortCensusReader(proc).read(InetSocketAddress.createUnresolved("nowhere", 1)))
        .isEmpty();
  }

  @Test
  void withoutIpv6TheCensusMustStillBeTaken() throws IOException {
    write("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    write("self/net/tcp", HEADER);

    assertThat(new PortCensusReader(proc).read(REMOTE))
        .contains(new PortCensus(32_768, 60_999, Map.of(), Optional.empty()));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRealConnectionMustBeSeen() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketChannel client = SocketChannel.open(server.getLocalSocketAddress())) {
      PortCensus census =
          PortCensus.read((InetSocketAddress) client.getRemoteAddress()).orElseThrow();

      assertThat(census.sockets()).containsEntry(TcpState.ESTABLISHED, 1);
    }
  }

  @Test
  void aRemedyMustNameTimeWaitWhereItIsTheReason() {
    FailureContext context = FailureContext.of(Phase.CONNECT);
    BelayException plain =
        FailureTranslator.translate(
            new IOException("connect(..) failed with error(-99): x"), context);
    PortCensus waiting = new PortCensus(1, 2, Map.of(TcpState.TIME_WAIT, 2), Optional.empty());

    BelayException counted = ((LocalPortsExhaustedException) plain).withCensus(waiting);

    assertThat(plain.remedy()).doesNotContain("TIME_WAIT");
    assertThat(counted.remedy()).contains("TIME_WAIT");
    assertThat(counted.errno()).contains(Errno.EADDRNOTAVAIL);
    assertThat(counted).hasCause(plain.getCause());
  }

  private void write(String file, String text) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
