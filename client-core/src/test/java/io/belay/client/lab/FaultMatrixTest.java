package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.lab.LabFault.When;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that a test can make happen, on every transport, and each on a host of its own: so
 * they all happen at once.
 */
@InFaultLab
@Execution(ExecutionMode.CONCURRENT)
class FaultMatrixTest {

  static Stream<Arguments> faults() {
    return Stream.concat(ConnectionFaults.all().stream(), ConnectFaults.all().stream())
        .flatMap(
            fault ->
                LabTransports.all().stream()
                    .filter(fault.transports::contains)
                    .map(transport -> Arguments.of(transport, fault)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("faults")
  void aFaultMustBecomeItsFailureAndLeaveNothingBehind(Transport transport, LabFault fault) {
    try (Scene scene = new Scene(fault, transport)) {
      BelayException failure = failureOf(fault, scene);

      new FailureCheck(fault, transport).check(failure);
      scene.closeOwnSockets();
      eventually("its socket is gone", () -> !scene.hasLeftASocket(failure));
    }
  }

  private static BelayException failureOf(LabFault fault, Scene scene) {
    if (fault.when == When.CONNECTING) {
      fault.play.accept(scene);
      return scene.requests.isEmpty()
          ? scene.failureOfARequest()
          : scene.failureOf(scene.requests.get(0));
    }
    scene.connect();
    fault.play.accept(scene);
    BelayException ended = scene.closed().failure().orElseThrow();
    if (fault.when == When.IDLE) {
      return ended;
    }
    BelayException failure = scene.failureOf(scene.requests.get(0));
    assertThat(failure).hasSameClassAs(ended);
    return failure;
  }
}
