package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatTest {

  @Test
  void theDefaultsFindADeadPeerInEightSecondsAndInFourWhileARequestWaits() {
    assertThat(Heartbeat.DEFAULT.worstCaseDetection()).isEqualTo(Duration.ofSeconds(8));
    assertThat(Heartbeat.DEFAULT.worstCaseWhileWaiting()).isEqualTo(Duration.ofSeconds(4));
    assertThat(TcpKeepAlive.DEFAULT.worstCaseDetection()).isEqualTo(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0.099S  | PT1S      | 3  | idle: PT0.099S (expected: 100 ms to 1 h)",
        "PT1H0.01S | PT1S      | 3  | idle: PT1H0.01S (expected: 100 ms to 1 h)",
        "PT5S      | PT0S      | 3  | interval: PT0S (expected: 20 ms to 1 min)",
        "PT5S      | PT61S     | 3  | interval: PT1M1S (expected: 20 ms to 1 min)",
        "PT5S      | PT1S      | 0  | probes: 0 (expected: 1 to 20)",
        "PT5S      | PT1S      | 21 | probes: 21 (expected: 1 to 20)",
        "PT-1S     | PT1S      | 3  | idle: PT-1S (expected: 100 ms to 1 h)",
      })
  void aValueOutOfRangeIsRefusedByName(Duration idle, Duration interval, int probes, String text) {
    assertThatThrownBy(() -> new Heartbeat(idle, interval, probes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0S    | PT1S   | 3   | idle: PT0S (expected: 1 s to 32767 s)",
        "PT1.5S  | PT1S   | 3   | idle: PT1.5S (expected: whole seconds)",
        "PT1S    | PT32768S | 3 | interval: PT9H6M8S (expected: 1 s to 32767 s)",
        "PT1S    | PT1S   | 128 | probes: 128 (expected: 1 to 127)",
      })
  void aKeepaliveThatTheKernelWouldRefuseIsRefusedByName(
      Duration idle, Duration interval, int probes, String text) {
    assertThatThrownBy(() -> new TcpKeepAlive(idle, interval, probes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }

  @ParameterizedTest
  @CsvSource({"PT0.02S,PT0.01S", "PT0.2S,PT0.05S", "PT1S,PT0.25S", "PT1M,PT0.25S"})
  void theTickIsAQuarterOfTheIntervalWithinLimits(Duration interval, Duration tick) {
    assertThat(new Heartbeat(Duration.ofSeconds(5), interval, 3).tick()).isEqualTo(tick);
  }

  @Test
  void theTickIsNeverLongerThanTheIdleTime() {
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(1), 3);

    assertThat(heartbeat.tick()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void offIsOff() {
    assertThat(Heartbeat.off().isOff()).isTrue();
    assertThat(Heartbeat.DEFAULT.isOff()).isFalse();
    assertThat(Heartbeat.off().worstCaseDetection()).isZero();
  }
}
