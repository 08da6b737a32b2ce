package io.belay.client.lab;

import static io.belay.client.Transport.EPOLL;
import static io.belay.client.Transport.IO_URING;
import static io.belay.client.Transport.NIO;
import static io.belay.client.error.Errno.EACCES;
import static io.belay.client.error.Errno.EADDRINUSE;
import static io.belay.client.error.Errno.EADDRNOTAVAIL;
import static io.belay.client.error.Errno.ECONNABORTED;
import static io.belay.client.error.Errno.ECONNREFUSED;
import static io.belay.client.error.Errno.ECONNRESET;
import static io.belay.client.error.Errno.EHOSTUNREACH;
import static io.belay.client.error.Errno.EINVAL;
import static io.belay.client.error.Errno.ENETUNREACH;
import static io.belay.client.error.Errno.ENOPROTOOPT;
import static io.belay.client.error.Errno.ETIMEDOUT;
import static io.belay.client.lab.LabFault.connecting;
import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectFailedException;
import io.belay.client.error.ConnectForbiddenException;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.ConnectTimeoutException.Stage;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.HostUnreachableException;
import io.belay.client.error.InvalidAddressException;
import io.belay.client.error.LocalAddressException;
import io.belay.client.error.NetworkUnreachableException;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.Phase;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.error.UnresolvedHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The faults that keep a connection from being made. */
final class ConnectFaults {
  private static final int CLOSED_PORT = 1;
  private static final Duration SOON = Duration.ofSeconds(1);

  private ConnectFaults() {}

  static List<LabFault> all() {
    return List.of(
        /* ---- Refused. */
        connecting("to a closed port")
            .port(CLOSED_PORT)
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("to a closed port, IPv6")
            .to(PeerHost::address6)
            .port(CLOSED_PORT)
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("to a closed port on loopback")
            .to(host -> "127.0.0.1")
            .port(CLOSED_PORT)
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("to a closed port on loopback, IPv6")
            .to(host -> "::1")
            .port(CLOSED_PORT)
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("to no address in particular, which means loopback")
            .to(host -> "0.0.0.0")
            .port(CLOSED_PORT)
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("a firewall resets", scene -> scene.faults().rejectWithReset())
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),
        connecting("our own firewall resets", scene -> scene.faults().rejectAtHome("tcp reset"))
            .becomes(ConnectionRefusedException.class, ECONNREFUSED),

        /* ---- ICMP. On io_uring it may come within the connect, which then looks like a success;
        SO_ERROR has the number then. What comes later is told without a number. */
        icmp("port-unreachable").becomes(ConnectionRefusedException.class, ECONNREFUSED),
        icmp("host-unreachable").becomes(HostUnreachableException.class, EHOSTUNREACH),
        icmp("host-prohibited").becomes(HostUnreachableException.class, EHOSTUNREACH),
        icmp("admin-prohibited").becomes(HostUnreachableException.class, EHOSTUNREACH),
        icmp("prot-unreachable").becomes(ConnectFailedException.class, ENOPROTOOPT),
        icmpThatNoRouteTells("net-unreachable"),
        icmpThatNoRouteTells("net-prohibited"),
        connecting(
                "ICMP admin-prohibited from our own firewall",
                scene -> scene.faults().rejectAtHome("icmp type admin-prohibited"))
            .becomes(HostUnreachableException.class, EHOSTUNREACH),
        icmp6("port-unreachable").becomes(ConnectionRefusedException.class, ECONNREFUSED),
        icmp6("addr-unreachable").becomes(HostUnreachableException.class, EHOSTUNREACH),
        icmp6("admin-prohibited").becomes(ConnectForbiddenException.class, EACCES),
        icmp6("no-route")
            .becomes(NetworkUnreachableException.class, ENETUNREACH)
            .on(EPOLL, HostUnreachableException.class, EHOSTUNREACH)
            .orOn(IO_URING, HostUnreachableException.class, EHOSTUNREACH),

        /* ---- No way there. */
        connecting("without a route")
            .to(PeerHost::elsewhere)
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        connecting("without a route, IPv6")
            .to(PeerHost::elsewhere6)
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        connecting("our link is down", scene -> scene.faults().linkDown())
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        connecting("our address is gone", scene -> scene.faults().ourAddressGone())
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        connecting("to a broadcast address")
            .to(host -> host.address().replaceAll("\\d+$", "255"))
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        connecting("to a multicast address")
            .to(host -> "224.0.0.1")
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        routed("unreachable").becomes(HostUnreachableException.class, EHOSTUNREACH),
        routed("prohibit").becomes(ConnectForbiddenException.class, EACCES),
        routed("blackhole").becomes(InvalidAddressException.class, EINVAL),
        connecting(
                "a prohibit route, IPv6",
                scene -> scene.faults().route("prohibit", scene.host().elsewhere6()))
            .to(PeerHost::elsewhere6)
            .becomes(ConnectForbiddenException.class, EACCES),
        connecting("to a link-local address without a scope")
            .to(host -> "fe80::1")
            .becomes(InvalidAddressException.class, EINVAL),
        connecting("to an address that nobody has")
            .to(PeerHost::nobody)
            .becomes(HostUnreachableException.class, EHOSTUNREACH),
        connecting("to an address that nobody has, IPv6")
            .to(PeerHost::nobody6)
            .becomes(HostUnreachableException.class, EHOSTUNREACH),

        /* ---- Silence. */
        connecting("a firewall drops, and the kernel gives up", scene -> scene.faults().drop())
            .becomes(ConnectTimeoutException.class, ETIMEDOUT)
            .and(stage(Stage.KERNEL)),
        connecting("our own firewall drops", scene -> scene.faults().dropAtHome())
            .becomes(ConnectTimeoutException.class, ETIMEDOUT)
            .and(stage(Stage.KERNEL)),
        connecting("a firewall drops, and we give up first", scene -> scene.faults().drop())
            .with(client -> client.connectTimeout(SOON))
            .becomes(ConnectTimeoutException.class)
            .and(stage(Stage.TIMER)),
        connecting("the listener's queue is full", scene -> scene.fullBacklog())
            .with(client -> client.connectTimeout(SOON))
            .becomes(ConnectTimeoutException.class)
            .and(stage(Stage.TIMER)),
        connecting("the peer is frozen", scene -> scene.peer().freeze())
            .with(client -> client.connectTimeout(SOON))
            .in(Phase.READY)
            .becomes(ConnectTimeoutException.class)
            .and(stage(Stage.READY)),
        connecting("the peer accepts and says nothing", scene -> scene.peer(Manner.MUTE))
            .with(client -> client.connectTimeout(SOON))
            .in(Phase.READY)
            .becomes(ConnectTimeoutException.class)
            .and(stage(Stage.READY)),

        /* ---- It connects, but not in earnest. */
        connecting("the peer closes on accept", scene -> scene.peer(Manner.FIN_ON_ACCEPT))
            .in(Phase.READY)
            .becomes(PeerClosedException.class)
            .orOn(NIO, ConnectionResetException.class, ECONNRESET)
            .orOn(EPOLL, ConnectionResetException.class, ECONNRESET)
            .orOn(IO_URING, ConnectionResetException.class, ECONNRESET),
        connecting("the peer resets on accept", scene -> scene.peer(Manner.RESET_ON_ACCEPT))
            .in(Phase.READY)
            .becomes(ConnectionResetException.class, ECONNRESET),
        connecting("the peer resets at the first byte", scene -> scene.peer(Manner.RESET_ON_DATA))
            .in(Phase.READY)
            .becomes(ConnectionResetException.class, ECONNRESET),
        connecting("the peer is a web server", scene -> scene.peer(Manner.HTTP))
            .in(Phase.READY)
            .becomes(ProtocolViolationException.class)
            .and(failure -> assertThat(failure).hasMessageContaining("HTTP")),

        /* ---- Our own address. */
        connecting("from an address of another machine")
            .from(host -> "192.0.2.55", 0)
            .becomes(LocalAddressException.class, EADDRNOTAVAIL),
        connecting("from a port that somebody listens on", Scene::listenHere)
            .from(PeerHost::ourAddress, 41_001)
            .becomes(LocalAddressException.class, EADDRINUSE),

        /* ---- Interrupted. */
        connecting(
                "an administrator destroys the socket",
                scene -> {
                  scene.faults().drop();
                  scene.request();
                  eventually("the SYN is out", () -> scene.hasSocketIn("SYN-SENT"));
                  scene.faults().destroyOurSockets();
                })
            .becomes(ConnectionResetException.class, ECONNABORTED),

        /* ---- Names. */
        connecting("to a name that does not exist")
            .to(host -> "nx.lab.test")
            .in(Phase.RESOLVE)
            .becomes(UnresolvedHostException.class),
        connecting("to a name whose servers fail")
            .to(host -> "servfail.lab.test")
            .in(Phase.RESOLVE)
            .becomes(UnresolvedHostException.class),
        connecting("to a name without an address")
            .to(host -> "nodata.lab.test")
            .in(Phase.RESOLVE)
            .becomes(UnresolvedHostException.class),
        connecting("to a name of which nobody speaks")
            .to(host -> "silence.lab.test")
            .with(client -> client.connectTimeout(SOON))
            .in(Phase.RESOLVE)
            .becomes(ConnectTimeoutException.class)
            .and(stage(Stage.TIMER)));
  }

  private static LabFault icmp(String type) {
    return connecting("ICMP " + type, scene -> scene.faults().rejectWithIcmp(type));
  }

  /** Native transports cannot be told ENETUNREACH, nor find it out: our own routes are fine. */
  private static LabFault icmpThatNoRouteTells(String type) {
    return icmp(type)
        .becomes(NetworkUnreachableException.class, ENETUNREACH)
        .on(EPOLL, HostUnreachableException.class, EHOSTUNREACH)
        .orOn(IO_URING, HostUnreachableException.class, EHOSTUNREACH);
  }

  private static LabFault icmp6(String type) {
    return connecting("ICMPv6 " + type, scene -> scene.faults().rejectWithIcmp6(type))
        .to(PeerHost::address6);
  }

  private static LabFault routed(String kind) {
    return connecting(
            "a route of kind " + kind,
            scene -> scene.faults().route(kind, scene.host().elsewhere()))
        .to(PeerHost::elsewhere);
  }

  private static Consumer<BelayException> stage(Stage stage) {
    return failure -> assertThat(((ConnectTimeoutException) failure).stage()).isEqualTo(stage);
  }
}
