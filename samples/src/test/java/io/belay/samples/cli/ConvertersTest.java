package io.belay.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.Endpoint;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "3s,PT3S", "2m,PT2M", "1h,PT1H", "0s,PT0S"})
  void durationsMustBeReadAsPeopleWriteThem(String text, Duration expected) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "1d", "1 s", "1.5s", "99999999999s"})
  void whatIsNotADurationMustBeRefusedByWhatItIs(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is not a duration (expected: such as 500ms, 3s, 2m)", text);
  }

  @Test
  void aHeartbeatMustBeReadFromItsThreeNumbersOrOff() {
    assertThat(new HeartbeatConverter().convert("2s,500ms,3"))
        .isEqualTo(new Heartbeat(Duration.ofSeconds(2), Duration.ofMillis(500), 3));
    assertThat(new HeartbeatConverter().convert("off")).isEqualTo(Heartbeat.off());
    assertThat(new KeepAliveConverter().convert("30s,10s,3")).isEqualTo(TcpKeepAlive.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2s,500ms", "2s,500ms,3,4", "2s,500ms,x", "1ms,500ms,3", "2s,500ms,99"})
  void whatIsNotAHeartbeatMustBeRefused(String text) {
    assertThatThrownBy(() -> new HeartbeatConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void anEndpointMayBeANameOrAnAddressOfEitherFamily() {
    EndpointConverter converter = new EndpointConverter();
    assertThat(converter.convert("inventory.internal:9000"))
        .isEqualTo(new Endpoint("inventory.internal", 9000));
    assertThat(converter.convert("[::1]:80")).isEqualTo(new Endpoint("::1", 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "host:", ":9000", "host:0", "host:65536", "::1:80"})
  void whatIsNotAnEndpointMustBeRefused(String text) {
    assertThatThrownBy(() -> new EndpointConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void aRangeOfConnectionsMayBeOneNumber() {
    assertThat(ConnectionRange.parse("1..4")).isEqualTo(new ConnectionRange(1, 4));
    assertThat(ConnectionRange.parse("2")).isEqualTo(new ConnectionRange(2, 2));
  }

  @ParameterizedTest
  @CsvSource({"0,0 µs", "4150,4.15 µs", "500000000,500 ms", "2500000000,2.5 s", "10000000000,10 s"})
  void timesMustBeWrittenToThreeDigits(long nanos, String expected) {
    assertThat(Figures.time(Duration.ofNanos(nanos))).isEqualTo(expected);
  }
}
