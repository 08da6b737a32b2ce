package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.ClientListener;
import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.Phase;
import io.belay.client.peer.ScriptedPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names whose addresses come, go, fail and are of both families. */
@InFaultLab
@Isolated
@Execution(ExecutionMode.CONCURRENT)
class NamesTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final RequestOptions AT_ONCE = RequestOptions.DEFAULT.withFailFast(true);
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);
  private static final int CLOSED_PORT = 1;

  private static BelayClientBuilder builder(Transport transport, DnsName name, int port) {
    return BelayClient.builder()
        .endpoint(name.name(), port)
        .transport(transport)
        .connectTimeout(Duration.ofSeconds(8));
  }

  private static PoolOptions pool(int min, int max) {
    return PoolOptions.DEFAULT.withMaxConnections(max).withMinConnections(min);
  }

  /** The addresses to which there are connections that requests may use. */
  private static List<String> connected(BelayClient<byte[], byte[]> client) {
    return client.snapshot().connections().stream()
        .filter(each -> each.state() == ConnectionSnapshot.State.READY)
        .map(each -> address(each.details()))
        .sorted()
        .toList();
  }

  private static String address(ConnectionDetails connection) {
    return connection
        .remote()
        .map(remote -> ((InetSocketAddress) remote).getAddress().getHostAddress())
        .orElse("none");
  }

  private static EndpointSnapshot endpoint(BelayClient<byte[], byte[]> client) {
    return client.snapshot().endpoints().get(0);
  }

  private static final class Recorder implements ClientListener<byte[], byte[]> {
    private final Queue<Set<String>> changes = new ConcurrentLinkedQueue<>();

    @Override
    public void addressesChanged(Endpoint endpoint, List<InetAddress> addresses) {
      changes.add(addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.toSet()));
    }
  }

  /* ---- Both families. */

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aDeadIpv6PathMustCostAHeadStartAndNotTheConnectTimeout(Transport transport) {
    try (PeerHost host = new PeerHost();
        DnsName name = new DnsName(host.address6(), host.address())) {
      host.peer();
      host.faults().dropIpv6();
      long start = System.nanoTime();
      try (BelayClient<byte[], byte[]> client =
          builder(transport, name, PeerHost.PORT).pool(pool(1, 1)).build()) {
        client.warmUp().join();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        System.out.printf("[names] %s: IPv6 blackhole: ready after %s%n", transport, took);
        assertThat(took).isBetween(Duration.ofMillis(240), Duration.ofSeconds(3));
        assertThat(connected(client)).containsExactly(host.address());
        assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
        eventually(
            "the attempt that was overtaken left no socket",
            () ->
                host.ourSockets().stream()
                    .map(Sockets.Socket::state)
                    .toList()
                    .equals(List.of("ESTAB")));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void ipv6MustBePreferredWhereItWorks(Transport transport) {
    try (PeerHost host = new PeerHost();
        DnsName name = new DnsName(host.address(), host.address6())) {
      host.peer();
      try (BelayClient<byte[], byte[]> client =
          builder(transport, name, PeerHost.PORT).pool(pool(1, 1)).build()) {
        client.warmUp().join();

        assertThat(connected(client)).singleElement().asString().contains(":");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void whenAllAddressesFailTheBestOneMustBeBlamedAndTheOthersNamed(Transport transport) {
    try (DnsName name = new DnsName("127.0.0.9", "::1");
        BelayClient<byte[], byte[]> client =
            builder(transport, name, CLOSED_PORT).pool(pool(0, 1)).build()) {
      ConnectionRefusedException failure =
          catchThrowableOfType(
              ConnectionRefusedException.class, () -> client.send(REQUEST, AT_ONCE));

      assertThat(failure).hasMessageContaining("0:0:0:0:0:0:0:1");
      assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
      assertThat(failure.getSuppressed())
          .anySatisfy(
              other ->
                  assertThat(other)
                      .isInstanceOf(ConnectionRefusedException.class)
                      .hasMessageContaining("127.0.0.9"));
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void whenTheTimeIsOverWhatFailedBeforeMustBeNamed(Transport transport) {
    try (PeerHost host = new PeerHost();
        DnsName name = new DnsName("::1", host.address())) {
      host.faults().drop();
      try (BelayClient<byte[], byte[]> client =
          builder(transport, name, PeerHost.PORT)
              .connectTimeout(Duration.ofSeconds(3))
              .pool(pool(0, 1))
              .build()) {
        ConnectTimeoutException failure =
            catchThrowableOfType(
                ConnectTimeoutException.class, () -> client.send(REQUEST, AT_ONCE));

        assertThat(failure.getSuppressed())
            .as(failure.getMessage())
            .hasAtLeastOneElementOfType(ConnectionRefusedException.class);
        eventually("no socket is left", () -> host.ourSockets().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aNameServerThatIsSilentOnIpv6MustNotDelayIpv4(Transport transport) {
    try (ScriptedPeer peer = new ScriptedPeer();
        DnsName name = new DnsName("127.0.0.1").silentOnIpv6();
        BelayClient<byte[], byte[]> client =
            builder(transport, name, peer.port()).connectTimeout(Duration.ofSeconds(3)).build()) {
      // A name server is given five seconds.
      assertThat(client.send(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(3))))
          .isEqualTo(REQUEST);
    }
  }

  /* ---- Addresses that come and go. */

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void anAddressThatVanishesMustDrainAndNewOnesBeTakenInWithoutAFailure(Transport transport)
      throws Exception {
    Recorder recorder = new Recorder();
    try (ScriptedPeer two = new ScriptedPeer("127.0.0.2", 0);
        ScriptedPeer three = new ScriptedPeer("127.0.0.3", two.port());
        ScriptedPeer four = new ScriptedPeer("127.0.0.4", two.port());
        DnsName name = new DnsName("127.0.0.2", "127.0.0.3").lastsFor(ONE_SECOND);
        BelayClient<byte[], byte[]> client =
            builder(transport, name, two.port()).pool(pool(2, 2)).listener(recorder).build()) {
      client.warmUp().join();
      assertThat(connected(client)).containsExactly("127.0.0.2", "127.0.0.3");
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> loadUntilGone(client, two));
      name.has("127.0.0.3", "127.0.0.4");
      load.get();

      eventually(
          "there is one to each",
          () -> connected(client).equals(List.of("127.0.0.3", "127.0.0.4")));
      assertThat(two.goAways).isNotEmpty();
      assertThat(three.goAways).isEmpty();
      assertThat(four.accepted.get()).isPositive();
      assertThat(recorder.changes)
          .containsExactly(Set.of("127.0.0.2", "127.0.0.3"), Set.of("127.0.0.3", "127.0.0.4"));
      assertThat(endpoint(client).resolved().orElseThrow().addresses())
          .extracting(InetAddress::getHostAddress)
          .containsExactly("127.0.0.3", "127.0.0.4");
    }
  }

  /** Sends requests, of which none may fail, until the peer is left. */
  private static void loadUntilGone(BelayClient<byte[], byte[]> client, ScriptedPeer peer) {
    eventually(
        "it is left",
        () -> {
          assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
          return peer.channels.isEmpty();
        });
    for (int i = 0; i < 200; i++) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aNewAddressMustGetAConnectionOfAFullPool(Transport transport) {
    try (ScriptedPeer two = new ScriptedPeer("127.0.0.2", 0);
        ScriptedPeer three = new ScriptedPeer("127.0.0.3", two.port());
        DnsName name = new DnsName("127.0.0.2").lastsFor(ONE_SECOND);
        BelayClient<byte[], byte[]> client =
            builder(transport, name, two.port()).pool(pool(2, 2)).build()) {
      client.warmUp().join();
      assertThat(connected(client)).containsExactly("127.0.0.2", "127.0.0.2");
      name.has("127.0.0.2", "127.0.0.3");

      eventually(
          "one has moved", () -> connected(client).equals(List.of("127.0.0.2", "127.0.0.3")));
      assertThat(three.accepted.get()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aNameServerThatIsDownMustCostNothingThatIsKnown(Transport transport) {
    try (ScriptedPeer peer = new ScriptedPeer("127.0.0.2", 0);
        DnsName name = new DnsName("127.0.0.2").lastsFor(ONE_SECOND);
        BelayClient<byte[], byte[]> client = builder(transport, name, peer.port()).build()) {
      client.warmUp().join();
      for (DnsName.Manner manner :
          List.of(DnsName.Manner.NO_SUCH_NAME, DnsName.Manner.SERVER_FAILURE)) {
        name.is(manner);
        eventually(
            "it was asked in vain",
            () -> endpoint(client).resolved().orElseThrow().lastFailure().isPresent());
        assertThat(peer.accepted.get()).as("the connection stays").isEqualTo(1);
        name.is(DnsName.Manner.ANSWER);
        eventually(
            "it is found again",
            () -> endpoint(client).resolved().orElseThrow().lastFailure().isEmpty());
      }
      name.is(DnsName.Manner.SILENCE);
      peer.resetAll();
      // It may be on its way when the reset comes.
      assertThat(client.send(REQUEST, RequestOptions.DEFAULT.withIdempotent(true)))
          .as("over a new connection")
          .isEqualTo(REQUEST);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aLostConnectionMustBringALookupBeforeItsTime(Transport transport) {
    try (ScriptedPeer two = new ScriptedPeer("127.0.0.2", 0);
        ScriptedPeer three = new ScriptedPeer("127.0.0.3", two.port());
        DnsName name = new DnsName("127.0.0.2").lastsFor(Duration.ofMinutes(5));
        BelayClient<byte[], byte[]> client =
            builder(transport, name, two.port())
                .reconnect(ReconnectOptions.DEFAULT.withMaxBackoff(Duration.ofMillis(500)))
                .build()) {
      client.warmUp().join();
      two.stopListening();
      name.has("127.0.0.3");
      two.closeAll();

      // It may have been on its way when the connection was lost.
      assertThat(client.send(REQUEST, RequestOptions.DEFAULT.withIdempotent(true)))
          .isEqualTo(REQUEST);
      assertThat(three.requests.get()).isEqualTo(1);
    }
  }

  /* ---- What costs no question. */

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void addressesMustBeAskedForOnlyAsOftenAsTheirTimeSays(Transport transport) {
    try (ScriptedPeer peer = new ScriptedPeer();
        DnsName name = new DnsName("127.0.0.1");
        BelayClient<byte[], byte[]> client =
            builder(transport, name, peer.port()).pool(pool(4, 4)).build()) {
      client.warmUp().join();
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.sendAsync(REQUEST));
      }
      answers.forEach(CompletableFuture::join);

      // One for each family; there may be another for the lack of IPv6.
      assertThat(name.questions()).isBetween(2, 4);
    }
  }

  /* ---- Endpoints of which one is dead. */

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void anEndpointInABlackHoleMustSlowNobodyDown(Transport transport) {
    try (PeerHost dead = new PeerHost();
        ScriptedPeer peer = new ScriptedPeer()) {
      dead.faults().drop();
      try (BelayClient<byte[], byte[]> client =
          BelayClient.builder()
              .endpoint(dead.address(), PeerHost.PORT)
              .endpoint("127.0.0.1", peer.port())
              .transport(transport)
              .connectTimeout(Duration.ofSeconds(2))
              .build()) {
        long slowest = 0;
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        int requests = 0;
        while (System.nanoTime() < end) {
          long start = System.nanoTime();
          assertThat(client.send(REQUEST, AT_ONCE)).isEqualTo(REQUEST);
          slowest = Math.max(slowest, System.nanoTime() - start);
          requests++;
        }
        System.out.printf(
            "[names] %s: beside a blackhole: %d requests, the slowest took %d ms%n",
            transport, requests, slowest / 1_000_000);
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(1_500));
        assertThat(client.snapshot().endpoints().get(0).failedConnects()).isPositive();
      }
    }
  }
}
