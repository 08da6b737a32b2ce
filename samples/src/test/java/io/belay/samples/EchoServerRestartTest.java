package io.belay.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.belay.client.BelayClient;
import io.belay.client.Transport;
import io.belay.heartbeat.ServerOptions;
import io.belay.samples.server.EchoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** "Address already in use" on restart, and how the sample server does without it. */
@Timeout(60)
class EchoServerRestartTest {
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String TIME_WAIT = "06";

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void aServerMustStartAgainAtOnceWhileOldConnectionsAreInTimeWait(Transport transport)
      throws Exception {
    assumeTrue(Files.isReadable(SOCKETS.get(0)), "the kernel's list of sockets is Linux's");
    EchoServer first = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport);
    InetSocketAddress address = first.address();
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder().endpoint("127.0.0.1", address.getPort()).build()) {
      client.send(new byte[1]);
      // Whoever closes first waits.
      first.close();
      awaitTimeWait(address.getPort());

      try (ServerSocket careless = new ServerSocket()) {
        careless.setReuseAddress(false);
        assertThatThrownBy(() -> careless.bind(address))
            .isInstanceOf(BindException.class)
            .hasMessageContaining("Address already in use");
      }
      try (EchoServer second = start(address, transport)) {
        assertThat(second.address()).isEqualTo(address);
        assertThat(client.send(new byte[] {7})).containsExactly(7);
      }
    }
  }

  private static EchoServer start(InetSocketAddress address, Transport transport)
      throws IOException {
    return EchoServer.start(address, transport, ServerOptions.DEFAULT);
  }

  private static void awaitTimeWait(int port) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (SOCKETS.stream().flatMap(EchoServerRestartTest::lines).noneMatch(isWaiting(port))) {
      assertThat(System.nanoTime()).as("no TIME_WAIT on port %d", port).isLessThan(endNanos);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** A line is: number, local address:port, remote address:port, state, and more, in hex. */
  private static Predicate<String> isWaiting(int port) {
    return line -> {
      String[] columns = line.strip().split("\\s+", -1);
      return columns[1].endsWith(":%04X".formatted(port)) && columns[3].equals(TIME_WAIT);
    };
  }

  private static Stream<String> lines(Path sockets) {
    try {
      return Files.exists(sockets) ? Files.readAllLines(sockets).stream() : Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
