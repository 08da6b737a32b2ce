package io.belay.client.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What can go wrong between a {@link PeerHost} and us. Each fault holds until it is closed, or its
 * host is.
 */
public final class Faults implements AutoCloseable {
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final PeerHost host;
  private final Deque<Fault> open = new ArrayDeque<>();

  Faults(PeerHost host) {
    this.host = host;
  }

  /** The peer's firewall answers with an RST, as the kernel does for a closed port. */
  public Fault rejectWithReset() {
    return rule("input", "meta l4proto tcp reject with tcp reset");
  }

  /** The peer's firewall answers data with an RST, as one that has forgotten the connection. */
  public Fault rejectDataWithReset() {
    return rule("input", "tcp flags & psh == psh reject with tcp reset");
  }

  /**
   * The peer's firewall forgets a connection on which nothing passed for so long, and answers what
   * comes afterwards with an RST. Connections made before are strangers to it.
   */
  Fault forgetAfter(Duration silence) {
    setTheirs("tcp_loose", 0);
    Fault firewall = rule("input", "ct state invalid meta l4proto tcp reject with tcp reset");
    setTheirs("tcp_timeout_established", silence.toSeconds());
    return firewall;
  }

  /** The peer's firewall answers by ICMP, such as {@code host-unreachable}. */
  public Fault rejectWithIcmp(String type) {
    return rule("input", "ip protocol tcp reject with icmp type " + type);
  }

  /** The peer's firewall answers by ICMPv6, such as {@code no-route}. */
  Fault rejectWithIcmp6(String type) {
    return rule("input", "ip6 nexthdr tcp reject with icmpv6 type " + type);
  }

  /** Whatever we send vanishes, and whatever the peer sends. */
  public Fault drop() {
    Fault in = rule("input", "meta l4proto tcp drop");
    Fault out = rule("output", "meta l4proto tcp drop");
    return () -> {
      in.close();
      out.close();
    };
  }

  /** As {@link #drop}, but of IPv6 only. */
  Fault dropIpv6() {
    return rule("input", "meta nfproto ipv6 meta l4proto tcp drop");
  }

  /** Whatever we send vanishes on its way; the peer still reaches us. */
  public Fault dropOutbound() {
    return rule("input", "meta l4proto tcp drop");
  }

  /** As {@link #dropOutbound}, but bare acknowledgements arrive. */
  Fault dropOutboundData() {
    return rule("input", "meta l4proto tcp ip length > 60 drop");
  }

  /** Whatever the peer sends vanishes on its way; we still reach it. */
  public Fault dropInbound() {
    return rule("output", "meta l4proto tcp drop");
  }

  /** Of the packets that we send, so many in a hundred vanish. */
  public Fault lose(int percent) {
    return rule("input", "meta l4proto tcp numgen random mod 100 < %d drop".formatted(percent));
  }

  /** The peer's end of the wire is gone, and the peer with it. */
  Fault theirLinkGone() {
    Command.runIn(host.namespace(), "ip", "link", "set", host.theirDevice(), "down");
    return open(
        () -> Command.runIn(host.namespace(), "ip", "link", "set", host.theirDevice(), "up"));
  }

  /** Our own firewall drops what we send to the host. */
  Fault dropAtHome() {
    return ownRule("drop");
  }

  /** Our own firewall answers in the host's name. */
  Fault rejectAtHome(String with) {
    return ownRule("reject with " + with);
  }

  /** Our end of the wire is switched off. */
  public Fault linkDown() {
    Command.run("ip", "link", "set", host.device(), "down");
    return open(() -> Command.run("ip", "link", "set", host.device(), "up"));
  }

  /** Our address is taken away. */
  Fault ourAddressGone() {
    String address = host.ourAddress() + "/24";
    Command.run("ip", "addr", "del", address, "dev", host.device());
    return open(() -> Command.run("ip", "addr", "add", address, "dev", host.device()));
  }

  /** The peer's address is taken away, and we have forgotten who had it. */
  Fault theirAddressGone() {
    String address = host.address() + "/24";
    Command.runIn(host.namespace(), "ip", "addr", "del", address, "dev", host.theirDevice());
    Command.run("ip", "neigh", "flush", "dev", host.device());
    return open(
        () ->
            Command.runIn(
                host.namespace(), "ip", "addr", "add", address, "dev", host.theirDevice()));
  }

  /**
   * A route of ours leads nowhere.
   *
   * @param kind {@code unreachable}, {@code prohibit} or {@code blackhole}
   */
  Fault route(String kind, String address) {
    Command.run("ip", "route", "add", kind, address);
    return open(() -> Command.run("ip", "route", "del", kind, address));
  }

  /** Our sockets towards the host are destroyed by an administrator. */
  public void destroyOurSockets() {
    Command.run("ss", "-K", "dst", host.address());
  }

  /** The whole machine has only these local ports to give. For tests that run alone. */
  public static Fault narrowPortRange(int first, int last) {
    return Sysctl.set(Path.of("net/ipv4/ip_local_port_range"), first + " " + last);
  }

  /** The whole machine has no IPv6 on its loopback device. For tests that run alone. */
  static Fault loopbackWithoutIpv6() {
    Fault disabled = Sysctl.set(Path.of("net/ipv6/conf/lo/disable_ipv6"), "1");
    return () -> {
      disabled.close();
      Command.run("ip", "addr", "replace", "::1/128", "dev", "lo");
    };
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.peek().close();
    }
  }

  /** A fault that is forgotten once it is closed. */
  private Fault open(Runnable undo) {
    Fault fault =
        new Fault() {
          @Override
          public void close() {
            if (open.remove(this)) {
              undo.run();
            }
          }
        };
    open.push(fault);
    return fault;
  }

  /** A setting of the peer's connection tracking, which its namespace takes with it. */
  private void setTheirs(String name, long value) {
    Command.runIn(
        host.namespace(),
        "sh",
        "-c",
        "echo %d >/proc/sys/net/netfilter/nf_conntrack_%s".formatted(value, name));
  }

  private Fault ownRule(String verdict) {
    return addRule(
        new String[] {"nft", "-f", "-"},
        "output",
        "oifname %s meta l4proto tcp %s".formatted(host.device(), verdict));
  }

  private Fault rule(String hook, String rule) {
    return addRule(Command.inside(host.namespace(), "nft", "-f", "-"), hook, rule);
  }

  private Fault addRule(String[] nft, String hook, String rule) {
    String table = "lab" + TABLES.incrementAndGet();
    Command.feed(
        """
        table inet %s {
          chain c {
            type filter hook %s priority 0;
            %s
          }
        }
        """
            .formatted(table, hook, rule),
        nft);
    return open(() -> Command.feed("delete table inet " + table + "\n", nft));
  }
}
