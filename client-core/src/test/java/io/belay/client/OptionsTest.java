package io.belay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.heartbeat.Heartbeat;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nonsense is refused by name, and a changed copy loses nothing. */
class OptionsTest {

  static Stream<Arguments> nonsense() {
    PoolOptions pool = PoolOptions.DEFAULT;
    BelayClientBuilder builder = BelayClient.builder();
    return Stream.of(
        refused("host: blank (expected: a name or an address)", () -> builder.endpoint(" ", 1)),
        refused("port: 0 (expected: 1 to 65535)", () -> builder.endpoint("h", 0)),
        refused("port: 65536 (expected: 1 to 65535)", () -> builder.endpoint("h", 65_536)),
        refused("endpoint: none (expected: at least one)", () -> BelayClient.builder().build()),
        refused(
            "connectTimeout: PT0.009S (expected: PT0.01S to PT5M)",
            () -> builder.connectTimeout(Duration.ofMillis(9))),
        refused(
            "requestTimeout: PT-1S (expected: PT0.001S to PT1H)",
            () -> builder.requestTimeout(Duration.ofSeconds(-1))),
        refused("requestTimeout: null (expected: a value)", () -> builder.requestTimeout(null)),
        refused("heartbeat: null (expected: a value)", () -> builder.heartbeat(null)),
        refused("name: blank (expected: a name)", () -> builder.name("")),
        refused("minConnections: -1 (expected: 0 to 1024)", () -> pool.withMinConnections(-1)),
        refused("maxConnections: 0 (expected: 1 to 1024)", () -> pool.withMaxConnections(0)),
        refused(
            "minConnections: 5 (expected: at most maxConnections, 4)",
            () -> pool.withMinConnections(5)),
        refused("maxInFlight: 0 (expected: 1 to 65536)", () -> pool.withMaxInFlight(0)),
        refused("jitter: NaN (expected: 0.0 to 0.5)", () -> pool.withJitter(Double.NaN)),
        refused(
            "sendBuffer: 1 (expected: 4096 to 1073741824)",
            () -> SocketOptions.DEFAULT.withSendBuffer(1)),
        refused(
            "maxBackoff: PT0.05S (expected: PT0.1S to PT1H)",
            () -> ReconnectOptions.DEFAULT.withMaxBackoff(Duration.ofMillis(50))),
        refused("ratio: -0.1 (expected: 0.0 to 10.0)", () -> new RetryBudget(-0.1, 10)),
        refused(
            "perSecond: Infinity (expected: 0.0 to 1000000.0)",
            () -> RetryBudget.DEFAULT.withPerSecond(Double.POSITIVE_INFINITY)),
        refused("retryBudget: null (expected: a value)", () -> builder.retryBudget(null)),
        refused(
            "timeout: PT2H (expected: PT0.001S to PT1H)",
            () -> RequestOptions.DEFAULT.withTimeout(Duration.ofHours(2))),
        refused(
            "userTimeout: PT20S (expected: at least the heartbeat's worst case and the grace, PT28S)",
            () ->
                BelayClient.builder()
                    .endpoint("h", 1)
                    .hungPeerGrace(Duration.ofSeconds(20))
                    .userTimeout(Duration.ofSeconds(20))
                    .build()),
        refused(
            "hungPeerGrace: PT11M (expected: PT0S to PT10M)",
            () -> builder.hungPeerGrace(Duration.ofMinutes(11))));
  }

  private static Arguments refused(String message, ThrowingCallable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void nonsenseMustBeRefusedByName(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void aHastyUserTimeoutMustBeFineWithoutAHeartbeat() {
    BelayClient.builder()
        .endpoint("127.0.0.1", 1)
        .heartbeat(Heartbeat.off())
        .userTimeout(Duration.ofSeconds(2))
        .build()
        .closeNow();
  }

  @Test
  void theUserTimeoutThatNobodyAskedForMustLeaveAPatientHeartbeatItsTime() {
    BelayClient.builder()
        .endpoint("127.0.0.1", 1)
        .heartbeat(new Heartbeat(Duration.ofHours(1), Duration.ofMinutes(1), 20))
        .hungPeerGrace(Duration.ofMinutes(10))
        .build()
        .closeNow();
  }

  /** Each wither, given a value that no other component has, must change that component alone. */
  @ParameterizedTest
  @MethodSource("records")
  void aChangedCopyMustLoseNoField(Record options) throws ReflectiveOperationException {
    for (RecordComponent changed : options.getClass().getRecordComponents()) {
      String name = changed.getName();
      Method wither =
          Stream.of(options.getClass().getMethods())
              .filter(
                  method ->
                      method
                          .getName()
                          .equals(
                              "with"
                                  + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                                  + name.substring(1)))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no wither for " + name));
      Object copy = wither.invoke(options, otherValue(wither.getParameterTypes()[0], name));
      for (RecordComponent each : options.getClass().getRecordComponents()) {
        Object before = each.getAccessor().invoke(options);
        Object after = each.getAccessor().invoke(copy);
        if (each.getName().equals(name)) {
          assertThat(after).as(name).isNotEqualTo(before);
        } else {
          assertThat(after).as(each.getName() + " after changing " + name).isEqualTo(before);
        }
      }
    }
  }

  static Stream<Record> records() {
    return Stream.of(
        PoolOptions.DEFAULT,
        new SocketOptions(
            true, OptionalInt.of(5000), OptionalInt.of(5001), OptionalInt.of(1), Optional.empty()),
        ReconnectOptions.DEFAULT,
        new RetryBudget(0.1, 5),
        new RequestOptions(Optional.of(Duration.ofSeconds(3)), false, false));
  }

  private static Object otherValue(Class<?> type, String name) {
    if (type == int.class) {
      return name.equals("maxPendingBytes") || name.endsWith("Buffer") ? 1 << 20 : 3;
    }
    if (type == boolean.class) {
      return !name.equals("noDelay");
    }
    if (type == double.class) {
      return 0.2;
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(name.equals("maxBackoff") ? 31 : 2);
    }
    return new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0);
  }
}
