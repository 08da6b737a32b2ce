package io.belay.client.lab;

import io.belay.client.peer.TestCertificates;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A machine for a peer, as far as the network goes: a namespace with a veth pair to ours, and
 * addresses that no other host of the lab has. It dies with this JVM, and takes its peers with it.
 */
public final class PeerHost implements AutoCloseable {
  /** Where peers listen. */
  public static final int PORT = 7001;

  /**
   * Keeps the namespace, and kills who was announced to it, and not taken back, when its input
   * ends. Its kernel answers by ICMP as often as it has to, not just six times in a row.
   */
  private static final String KEEPER =
      """
      echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
      echo ready
      while read -r word; do
        case $word in
          -*)
            left=
            for pid in $pids; do [ "-$pid" = "$word" ] || left="$left $pid"; done
            pids=$left ;;
          *) pids="$pids $word" ;;
        esac
      done
      [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
      """;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int number = COUNT.incrementAndGet();
  private final Process keeper = Command.start("unshare", "--net", "sh", "-c", KEEPER);
  private final PrintStream toKeeper =
      new PrintStream(keeper.getOutputStream(), true, StandardCharsets.US_ASCII);
  private final Faults faults = new Faults(this);
  private final List<Peer> peers = new ArrayList<>();

  /** A host with no peer on it yet. */
  public PeerHost() {
    try {
      if (keeper.getInputStream().read() < 0) {
        throw new IllegalStateException("no namespace for a peer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.feed(
        """
        link add %1$s type veth peer name %2$s netns %3$d
        addr add %4$s/24 dev %1$s
        addr add %5$s/64 dev %1$s nodad
        link set %1$s up
        """
            .formatted(device(), theirDevice(), keeper.pid(), ourAddress(), ourAddress6()),
        "ip",
        "-batch",
        "-");
    Command.feed(
        """
        link set lo up
        addr add %2$s/24 dev %1$s
        addr add %3$s/64 dev %1$s nodad
        link set %1$s up
        """
            .formatted(theirDevice(), address(), address6()),
        Command.inside(keeper, "ip", "-batch", "-"));
  }

  /** The peer's address; {@code 10.100.number} and the like. */
  public String address() {
    return net() + ".2";
  }

  String address6() {
    return net6() + "::2";
  }

  String ourAddress() {
    return net() + ".1";
  }

  String ourAddress6() {
    return net6() + "::1";
  }

  /** An address on the same wire that nobody has. */
  String nobody() {
    return net() + ".77";
  }

  String nobody6() {
    return net6() + "::77";
  }

  /** An address to which no route leads, until a fault makes one. */
  String elsewhere() {
    return "198.18." + number % 256 + ".1";
  }

  String elsewhere6() {
    return "2001:db8:" + Integer.toHexString(number) + "::1";
  }

  /** What can be broken between this host and us. */
  public Faults faults() {
    return faults;
  }

  /** A peer that speaks the framed protocol, and echoes. */
  Peer peer() {
    return peer(Manner.ECHO, 50);
  }

  /** A peer that listens with a queue of so many. */
  Peer peer(Manner manner, int backlog) {
    return adopt(new Peer(keeper, manner, backlog));
  }

  /** A peer that speaks the framed protocol over TLS, with a certificate for localhost. */
  Peer tlsPeer(int backlog, Path keyStore) {
    return adopt(
        new Peer(keeper, Manner.ECHO, backlog, keyStore.toString(), TestCertificates.PASSWORD));
  }

  private Peer adopt(Peer peer) {
    toKeeper.println(peer.pid());
    peers.add(peer);
    peer.awaitListening();
    return peer;
  }

  /** A process on it whose clients connect to a server of ours. */
  ClientProcess client(int port, int connections) {
    ClientProcess client =
        new ClientProcess(ourAddress(), port, connections, Proof.HEARTBEAT, Command.inside(keeper));
    toKeeper.println(client.pid());
    return client;
  }

  /** Starts a program on it. */
  public Process start(String... command) {
    Process process = Command.start(Command.inside(keeper, command));
    toKeeper.println(process.pid());
    return process;
  }

  /** A program that was started here has ended: its number may be another's soon. */
  public void forget(Process ended) {
    toKeeper.println("-" + ended.pid());
  }

  /** Our sockets towards this host, but for those that are done. */
  List<Sockets.Socket> ourSockets() {
    return Sockets.towards(net() + ".0/24", net6() + "::/64");
  }

  /** Bytes that came here and that no process has read. */
  int unreadBytes() {
    return Command.runIn(keeper, "ss", "-tnH", "sport", "=", ":" + PORT)
        .lines()
        .mapToInt(line -> Integer.parseInt(line.strip().split("\\s+", 4)[1]))
        .sum();
  }

  String device() {
    return "c" + number;
  }

  String theirDevice() {
    return "s" + number;
  }

  Process namespace() {
    return keeper;
  }

  @Override
  public void close() {
    faults.close();
    Command.run("ip", "link", "del", device());
    toKeeper.close();
    peers.forEach(Peer::close);
  }

  private String net() {
    return "10.%d.%d".formatted(100 + (number >> 8), number & 0xff);
  }

  private String net6() {
    return "fd99:" + Integer.toHexString(number);
  }
}
