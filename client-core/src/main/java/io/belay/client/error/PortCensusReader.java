package io.belay.client.error;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts the sockets towards an address in {@code /proc}, as proc(5) describes it. */
final class PortCensusReader {
  private static final int REMOTE = 2;
  private static final int STATE = 3;

  private final Path proc;

  PortCensusReader(Path proc) {
    this.proc = proc;
  }

  /** Empty where there is no such {@code /proc}, as on another system. */
  Optional<PortCensus> read(InetSocketAddress remote) {
    if (remote.isUnresolved()) {
      return Optional.empty();
    }
    // A file under /proc/sys gives all it has to the first read, so that read must be a large one.
    try (BufferedReader range =
        Files.newBufferedReader(proc.resolve("sys/net/ipv4/ip_local_port_range"))) {
      String[] ports = String.valueOf(range.readLine()).split("\\s+", 2);
      return Optional.of(
          new PortCensus(
              Integer.parseInt(ports[0]),
              Integer.parseInt(ports[1]),
              sockets(remote),
              Optional.empty()));
    } catch (IOException
        | UncheckedIOException
        | NumberFormatException
        | ArrayIndexOutOfBoundsException unreadable) {
      return Optional.empty();
    }
  }

  private Map<TcpState, Integer> sockets(InetSocketAddress remote) throws IOException {
    InetAddress address = remote.getAddress();
    byte[] bytes = address.getAddress();
    Map<TcpState, Integer> counts = new EnumMap<>(TcpState.class);
    if (address instanceof Inet4Address) {
      count(key(bytes, remote.getPort()), "self/net/tcp", counts);
      // A dual-stack socket, as Java opens them, connects to IPv4 as ::ffff:a.b.c.d.
      byte[] mapped = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, bytes[0], bytes[1], bytes[2], bytes[3]
      };
      bytes = mapped;
    }
    count(key(bytes, remote.getPort()), "self/net/tcp6", counts);
    return counts;
  }

  private void count(String remote, String file, Map<TcpState, Integer> counts) throws IOException {
    Path path = proc.resolve(file);
    if (!Files.exists(path)) {
      return; // IPv6 is switched off.
    }
    try (Stream<String> lines = Files.lines(path, StandardCharsets.US_ASCII)) {
      lines
          .skip(1)
          .map(line -> line.strip().split("\\s+", 5))
          .filter(columns -> columns.length == 5 && columns[REMOTE].equals(remote))
          .flatMap(columns -> TcpState.ofNumber(Integer.parseInt(columns[STATE], 16)).stream())
          .forEach(state -> counts.merge(state, 1, Integer::sum));
    }
  }

  /** The kernel prints an address as 32-bit words in the machine's byte order, and the port. */
  private static String key(byte[] address, int port) {
    ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    StringBuilder key = new StringBuilder(40);
    while (words.hasRemaining()) {
      key.append(String.format(Locale.ROOT, "%08X", words.getInt()));
    }
    return key.append(String.format(Locale.ROOT, ":%04X", port)).toString();
  }
}
