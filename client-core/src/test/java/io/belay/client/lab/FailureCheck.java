package io.belay.client.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.Errno;
import io.belay.client.lab.LabFault.Outcome;
import java.util.Set;

/** What must be true of a failure. */
final class FailureCheck {
  private static final Set<Errno> ONE_EXCEPTION_FOR_BOTH =
      Set.of(Errno.EHOSTUNREACH, Errno.ENETUNREACH);

  private final LabFault fault;
  private final Transport transport;

  FailureCheck(LabFault fault, Transport transport) {
    this.fault = fault;
    this.transport = transport;
  }

  void check(BelayException failure) {
    assertThat(new Outcome(failure.getClass(), failure.errno().orElse(null)))
        .as(failure.getMessage())
        .isIn(fault.outcomes(transport));
    assertThat(failure.phase()).as("phase").isEqualTo(fault.phase);
    assertThat(failure.delivery()).as("delivery").isEqualTo(fault.delivery);
    assertThat(failure.remedy()).as("remedy").isNotBlank();
    assertThat(failure.endpoint()).as("endpoint").isPresent();
    failure.errno().ifPresent(errno -> checkCertainty(failure, errno));
    fault.checks.forEach(check -> check.accept(failure));
  }

  /** NIO never tells a number; the native transports always do, but for two errnos of connect. */
  private void checkCertainty(BelayException failure, Errno errno) {
    boolean connecting = fault.when == LabFault.When.CONNECTING;
    boolean ambiguous = connecting && ONE_EXCEPTION_FOR_BOTH.contains(errno);
    switch (transport) {
      case NIO -> assertThat(failure.errnoInferred()).as("inferred").isTrue();
      case EPOLL -> assertThat(failure.errnoInferred()).as("inferred").isEqualTo(ambiguous);
      // A connect that only looked like a success is read from SO_ERROR, which has the number.
      case IO_URING -> assertThat(failure.errnoInferred() && !ambiguous).as("inferred").isFalse();
      case AUTO -> throw new IllegalArgumentException("AUTO");
    }
  }
}
