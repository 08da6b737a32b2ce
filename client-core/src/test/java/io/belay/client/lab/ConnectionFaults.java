package io.belay.client.lab;

import static io.belay.client.Transport.EPOLL;
import static io.belay.client.Transport.IO_URING;
import static io.belay.client.Transport.NIO;
import static io.belay.client.error.Errno.ECONNABORTED;
import static io.belay.client.error.Errno.ECONNRESET;
import static io.belay.client.error.Errno.EHOSTUNREACH;
import static io.belay.client.error.Errno.ENETUNREACH;
import static io.belay.client.error.Errno.EPIPE;
import static io.belay.client.error.Errno.ETIMEDOUT;
import static io.belay.client.lab.LabFault.awaiting;
import static io.belay.client.lab.LabFault.idle;
import static io.belay.client.peer.Eventually.eventually;

import io.belay.client.error.BrokenPipeException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.HostUnreachableException;
import io.belay.client.error.NetworkUnreachableException;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.PeerSilentException;
import io.belay.client.error.PeerTimeoutException;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import java.time.Duration;
import java.util.List;

/** The faults that end a connection which was ready. */
final class ConnectionFaults {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Heartbeat FAST =
      new Heartbeat(Duration.ofMillis(500), Duration.ofMillis(300), 3);

  private ConnectionFaults() {}

  static List<LabFault> all() {
    return List.of(
        /* ---- The peer resets. */
        idle("the peer resets", scene -> scene.peer().resetAll())
            .becomes(ConnectionResetException.class, ECONNRESET),
        awaiting(
                "the peer resets under a request",
                scene -> {
                  scene.heldRequest();
                  scene.peer().resetAll();
                })
            .becomes(ConnectionResetException.class, ECONNRESET),
        awaiting(
                "the peer resets with megabytes unsent",
                scene -> {
                  scene.megabytesThatThePeerWillNotRead();
                  scene.peer().stopListening();
                  scene.peer().resetAll();
                })
            .becomes(ConnectionResetException.class, ECONNRESET),
        awaiting(
                "a firewall that lost its table resets",
                scene -> {
                  scene.faults().rejectDataWithReset();
                  scene.request();
                })
            .becomes(ConnectionResetException.class, ECONNRESET),
        awaiting(
                "the peer is killed with bytes unread",
                scene -> {
                  scene.peer().stopReading();
                  scene.request();
                  eventually("bytes wait there", () -> scene.host().unreadBytes() > 0);
                  scene.peer().kill();
                })
            .becomes(ConnectionResetException.class, ECONNRESET),

        /* ---- The peer closes. */
        idle("the peer closes", scene -> scene.peer().closeAll())
            .becomes(PeerClosedException.class),
        awaiting(
                "the peer closes under a request",
                scene -> {
                  scene.heldRequest();
                  scene.peer().closeAll();
                })
            .becomes(PeerClosedException.class),
        awaiting(
                "the peer is killed with nothing unread",
                scene -> {
                  scene.heldRequest();
                  scene.peer().kill();
                })
            .becomes(PeerClosedException.class),
        // NIO does not hear of a FIN while it does not read.
        awaiting("the peer closed while we did not read, and we write", Scene::writeAfterAMissedFin)
            .only(NIO)
            .becomes(BrokenPipeException.class, EPIPE),
        idle(
                "the peer closes while we do not read",
                scene -> {
                  scene.pause();
                  scene.peer().closeAll();
                })
            .only(EPOLL, IO_URING)
            .becomes(PeerClosedException.class),

        /* ---- The kernel gives up. */
        idle("a dead path under keepalive", scene -> scene.faults().drop())
            .with(
                client ->
                    client
                        .keepAlive(new TcpKeepAlive(SECOND, SECOND, 2))
                        .userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting("a dead path under a request, TCP_USER_TIMEOUT", Scene::requestIntoTheVoid)
            .only(EPOLL, IO_URING)
            .with(client -> client.userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting("a dead path under a request, tcp_retries2", Scene::requestIntoTheVoid)
            .only(NIO)
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting(
                "a dead path under megabytes",
                scene -> {
                  scene.faults().drop();
                  scene.megabytes();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting(
                "our link goes down",
                scene -> {
                  scene.faults().linkDown();
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting(
                "our address goes",
                scene -> {
                  scene.faults().ourAddressGone();
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting(
                "the route becomes prohibited",
                scene -> {
                  scene.faults().route("prohibit", scene.host().address());
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(2)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),
        awaiting(
                "a frozen peer whose window is full, TCP_USER_TIMEOUT",
                scene -> {
                  scene.peer().freeze();
                  scene.megabytes();
                })
            .only(EPOLL, IO_URING)
            .with(client -> client.userTimeout(Duration.ofSeconds(3)))
            .becomes(PeerTimeoutException.class, ETIMEDOUT),

        /* ---- The network says why. */
        awaiting(
                "ICMP host-unreachable",
                scene -> {
                  scene.faults().rejectWithIcmp("host-unreachable");
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(3)))
            .becomes(HostUnreachableException.class, EHOSTUNREACH),
        awaiting(
                "ICMP net-unreachable",
                scene -> {
                  scene.faults().rejectWithIcmp("net-unreachable");
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(3)))
            .becomes(NetworkUnreachableException.class, ENETUNREACH),
        awaiting(
                "the peer's address is gone",
                scene -> {
                  scene.faults().theirAddressGone();
                  scene.request();
                })
            .with(client -> client.userTimeout(Duration.ofSeconds(6)))
            .becomes(HostUnreachableException.class, EHOSTUNREACH),

        /* ---- Somebody at home. */
        idle("an administrator destroys the socket", scene -> scene.faults().destroyOurSockets())
            .becomes(ConnectionResetException.class, ECONNABORTED),

        /* ---- What only a heartbeat finds. */
        idle("a dead path under a heartbeat", scene -> scene.faults().drop())
            .with(client -> client.heartbeat(FAST))
            .becomes(PeerSilentException.class),
        awaiting("a dead path under a request and a heartbeat", Scene::requestIntoTheVoid)
            .with(client -> client.heartbeat(FAST))
            .becomes(PeerSilentException.class),
        idle("a frozen peer under a heartbeat", scene -> scene.peer().freeze())
            .with(client -> client.heartbeat(FAST))
            .becomes(PeerSilentException.class),
        awaiting(
                "a frozen peer under a request and a heartbeat",
                scene -> {
                  scene.peer().freeze();
                  scene.request();
                })
            .with(client -> client.heartbeat(FAST))
            .becomes(PeerSilentException.class),
        awaiting(
                "a frozen peer whose window is full under a heartbeat",
                scene -> {
                  scene.peer().freeze();
                  scene.megabytes();
                })
            .with(client -> client.heartbeat(FAST))
            .becomes(PeerSilentException.class));
  }
}
