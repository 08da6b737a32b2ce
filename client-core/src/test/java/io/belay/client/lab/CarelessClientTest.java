package io.belay.client.lab;

import static io.belay.client.lab.LabFault.connecting;
import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.Errno;
import io.belay.client.error.LocalPortsExhaustedException;
import io.belay.client.error.PortCensus;
import io.belay.client.error.TcpState;
import io.belay.codec.FrameType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody else on this machine takes the local ports, with plain sockets and without care, and a
 * client of Belay says what became of them. The kernel has 200 ports to give here, where it usually
 * has 28,232: what fills those takes as many thousands, and is the same otherwise.
 */
@InFaultLab
@Isolated
class CarelessClientTest {
  private static final int FIRST_PORT = 41_000;
  private static final int PORTS = 200;
  private static final int ANSWER_BYTES = 16;

  private final LabFault fault =
      connecting("somebody else has all local ports")
          .becomes(LocalPortsExhaustedException.class, Errno.EADDRNOTAVAIL);
  private Fault narrow;

  @BeforeEach
  void narrowThePortRange() {
    narrow = Faults.narrowPortRange(FIRST_PORT, FIRST_PORT + PORTS - 1);
  }

  @AfterEach
  void widenIt() {
    narrow.close();
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void socketsThatNobodyClosesMustBeCountedAsCloseWait(Transport transport) throws Exception {
    Deque<Socket> leaked = new ArrayDeque<>();
    try (Scene scene = new Scene(fault, transport)) {
      scene.peer();
      untilNoPortIsLeft(() -> leaked.add(answered(scene)));
      scene.peer().closeAll();

      mustBeFoundIn(TcpState.CLOSE_WAIT, "CLOSE-WAIT", scene, transport);

      // They stay until they are closed, and then it is over at once.
      closeAll(leaked);
      assertThat(scene.client().send(new byte[] {7})).containsExactly(7);
    } finally {
      closeAll(leaked);
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aConnectionForEachRequestMustBeCountedAsTimeWait(Transport transport) throws Exception {
    try (Scene scene = new Scene(fault, transport)) {
      scene.peer();
      untilNoPortIsLeft(() -> answered(scene).close());
      // Who closes first has the TIME_WAIT.
      scene.peer().closeAll();

      mustBeFoundIn(TcpState.TIME_WAIT, "TIME-WAIT", scene, transport);
    }
  }

  private void mustBeFoundIn(TcpState state, String shown, Scene scene, Transport transport) {
    String server = scene.host().address() + ":" + PeerHost.PORT;
    eventually(
        "all are in " + state,
        () -> Sockets.byState("dst", server).equals(Map.of(shown, (long) PORTS)));
    BelayException failure = scene.failureOfARequest();

    new FailureCheck(fault, transport).check(failure);
    assertThat(failure).hasMessageContaining("%s %d".formatted(state, PORTS));
    PortCensus census = ((LocalPortsExhaustedException) failure).census().orElseThrow();
    assertThat(census.ports()).isEqualTo(PORTS);
    assertThat(census.sockets()).isEqualTo(Map.of(state, PORTS));
  }

  /** One request over a connection of its own, and its answer. */
  private static Socket answered(Scene scene) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(scene.host().address(), PeerHost.PORT), 10_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(Long.BYTES);
      out.writeInt(FrameType.REQUEST);
      out.writeLong(1);
      new DataInputStream(socket.getInputStream()).readFully(new byte[ANSWER_BYTES]);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private interface Use {
    void ofAPort() throws IOException;
  }

  private static void untilNoPortIsLeft(Use use) throws IOException {
    for (int i = 0; i < PORTS; i++) {
      use.ofAPort();
    }
    // What the JDK makes of EADDRNOTAVAIL.
    assertThatThrownBy(use::ofAPort).isInstanceOf(BindException.class);
  }

  private static void closeAll(Deque<Socket> sockets) throws IOException {
    while (!sockets.isEmpty()) {
      sockets.pop().close();
    }
  }
}
