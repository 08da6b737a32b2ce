package io.belay.client.lab;

import static io.belay.client.lab.LabFault.connecting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.ReconnectOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionRefusedException;
import io.belay.client.error.Errno;
import io.belay.client.error.LocalPortsExhaustedException;
import io.belay.client.error.NetworkUnreachableException;
import io.belay.client.error.Phase;
import io.belay.client.error.PortCensus;
import io.belay.client.error.ResourceLimitException;
import io.belay.client.error.TcpState;
import io.belay.client.error.UnresolvedHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that strike everything in this namespace or this process: one after the other. */
@InFaultLab
@Isolated
class MachineFaultsTest {
  private static final int FIRST_PORT = 40_000;
  private static final int PORTS = 2;
  private static final AtomicInteger NEXT_PORT = new AtomicInteger(FIRST_PORT + 10);
  private static final int ATTEMPTS = 50;
  private static final ReconnectOptions AT_ONCE =
      new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO);

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void theExhaustionOfLocalPortsMustBeCounted(Transport transport) {
    LabFault fault =
        connecting("no local port is left")
            .with(client -> client.reconnect(AT_ONCE))
            .becomes(LocalPortsExhaustedException.class, Errno.EADDRNOTAVAIL);
    try (Scene scene = new Scene(fault, transport)) {
      scene.connect();
      scene.peer().resetAll();
      scene.closed();
      scene.awaitRest();
      Faults.narrowPortRange(FIRST_PORT, FIRST_PORT + PORTS - 1)
          .during(
              () -> {
                for (int i = 0; i < PORTS; i++) {
                  scene.holdOpen();
                }
                BelayException failure = scene.failureOfARequest();

                new FailureCheck(fault, transport).check(failure);
                assertThat(failure).hasMessageContaining("ESTABLISHED 2");
                PortCensus census = ((LocalPortsExhaustedException) failure).census().orElseThrow();
                assertThat(census.firstPort()).isEqualTo(FIRST_PORT);
                assertThat(census.ports()).isEqualTo(PORTS);
                assertThat(census.sockets()).isEqualTo(Map.of(TcpState.ESTABLISHED, PORTS));
                PortCensus.Churn churn = census.churn().orElseThrow();
                assertThat(churn.opened()).isEqualTo(1);
                assertThat(churn.closed()).isEqualTo(1);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aConnectionToItselfMustCountAsRefused(Transport transport) {
    // A port of its own for each, since the last one may be in TIME_WAIT.
    int port = NEXT_PORT.getAndAdd(10);
    LabFault fault =
        connecting("to a port that is its own")
            .to(host -> "127.0.0.1")
            .port(port)
            .becomes(ConnectionRefusedException.class, Errno.ECONNREFUSED);
    Faults.narrowPortRange(port, port + 1)
        .during(
            () -> {
              BelayException failure = refusal(fault, transport);
              for (int i = 0; i < ATTEMPTS && !metItself(failure); i++) {
                failure = refusal(fault, transport);
              }

              assertThat(metItself(failure)).as("it met itself").isTrue();
              assertThat(failure.errnoInferred()).isTrue();
            });
  }

  private static BelayException refusal(LabFault fault, Transport transport) {
    try (Scene scene = new Scene(fault, transport)) {
      BelayException failure = scene.failureOfARequest();
      assertThat(failure).isInstanceOf(ConnectionRefusedException.class);
      assertThat(failure.errno()).contains(Errno.ECONNREFUSED);
      return failure;
    }
  }

  private static boolean metItself(BelayException refusal) {
    return refusal.getCause().getMessage().startsWith("connected to itself");
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void withoutIpv6AnIpv6AddressMustBeUnreachable(Transport transport) {
    LabFault fault =
        connecting("without IPv6")
            .to(host -> "::1")
            .becomes(NetworkUnreachableException.class, Errno.ENETUNREACH);
    try (Scene scene = new Scene(fault, transport)) {
      Faults.loopbackWithoutIpv6()
          .during(() -> new FailureCheck(fault, transport).check(scene.failureOfARequest()));
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aConnectWithoutDescriptorsMustSaySo(Transport transport) {
    LabFault fault =
        connecting("no descriptor is left").becomes(ResourceLimitException.class, Errno.EMFILE);
    try (Scene scene = new Scene(fault, transport)) {
      rehearse(transport);
      scene.client();
      Descriptors.noneFree().during(scene::failureOfARequest);

      new FailureCheck(fault, transport).check(scene.failureOf(scene.requests.get(0)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aNameMustBeLookedUpAgainOnceThereAreDescriptors(Transport transport) {
    LabFault fault =
        connecting("no descriptor is left")
            .to(host -> "nx.lab.test")
            .with(client -> client.reconnect(AT_ONCE))
            .in(Phase.RESOLVE)
            .becomes(ResourceLimitException.class, Errno.EMFILE);
    try (Scene scene = new Scene(fault, transport)) {
      rehearse(transport);
      scene.client();
      Descriptors.noneFree().during(scene::failureOfARequest);

      new FailureCheck(fault, transport).check(scene.failureOf(scene.requests.get(0)));
      assertThat(scene.failureOfARequest()).isInstanceOf(UnresolvedHostException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aClientWithoutDescriptorsForItsEventLoopsMustNotBeBuilt(Transport transport) {
    BelayClientBuilder builder =
        BelayClient.builder().endpoint("127.0.0.1", 1).transport(transport);
    rehearse(transport);
    Fault none = Descriptors.noneFree();
    Throwable failure = catchThrowable(builder::build);
    none.close();

    assertThat(failure)
        .isInstanceOfSatisfying(
            ResourceLimitException.class,
            limit -> {
              assertThat(limit.errno()).contains(Errno.EMFILE);
              assertThat(limit.remedy()).isNotBlank();
            });
  }

  /** Loads what the fault will need. */
  private static void rehearse(Transport transport) {
    refusal(connecting("a rehearsal"), transport);
    try (Scene scene = new Scene(connecting("one more").to(host -> "nx.lab.test"), transport)) {
      scene.failureOfARequest();
    }
  }
}
