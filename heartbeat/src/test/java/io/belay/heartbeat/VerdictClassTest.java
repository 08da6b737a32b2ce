package io.belay.heartbeat;

import static io.belay.heartbeat.ScriptedConnection.sample;
import static io.belay.heartbeat.VerdictClass.OUTBOUND_DEAD;
import static io.belay.heartbeat.VerdictClass.PATH_DEAD;
import static io.belay.heartbeat.VerdictClass.PEER_HUNG;
import static io.belay.heartbeat.VerdictClass.UNKNOWN;
import static io.belay.heartbeat.VerdictClass.WRITE_STALLED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Samples measured on Linux 6.18, with a 16-byte frame every 500 ms and the fault at a known time.
 */
class VerdictClassTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // what,                     unacked, retransmits, backoff, rto, sinceAck, sinceData, sinceProbe
    "stopped process after 1.5 s,      0,           0,       0,  208,     508,      1508,       1500,  PEER_HUNG",
    "stopped process after 13 s,       0,           0,       0,  204,     512,     13508,       3000,  PEER_HUNG",
    "path cut 1 s ago,                 1,           2,       2,  816,    1512,      1512,       1000,  PATH_DEAD",
    "path cut 2 s ago,                 1,           3,       3, 1632,    2512,      2512,       2000,  PATH_DEAD",
    "path cut 7 s ago,                 1,           5,       5, 6528,    7512,      7512,       3000,  PATH_DEAD",
    "zero window after 1 s,            0,           0,       1,  212,     252,      1512,       1000,  WRITE_STALLED",
    "zero window after 8 s,            0,           0,       5,  212,     640,      8508,       3000,  WRITE_STALLED",
  })
  void whatLinuxReportsIsClassifiedAsWhatHappened(
      String what,
      int unacked,
      int retransmits,
      int backoff,
      long rto,
      long sinceAck,
      long sinceData,
      long sinceProbe,
      VerdictClass expected) {
    Optional<TcpInfo> info =
        Optional.of(sample(unacked, retransmits, backoff, rto, sinceAck, sinceData));

    assertThat(VerdictClass.of(info, Duration.ofMillis(sinceProbe), true))
        .as(what)
        .isEqualTo(expected);
  }

  @Test
  void aDirectionIsDeadWhenAcksComeThoughNothingOfOursArrives() {
    TcpInfo info = sample(1, 3, 3, 1632, 300, 300);

    assertThat(of(info, 3000)).isEqualTo(OUTBOUND_DEAD);
  }

  @Test
  void aPeerWhoseKernelAcksIsHungEvenIfTheLastBytesAreStillOnTheirWay() {
    TcpInfo info = sample(1, 0, 0, 204, 100, 5000);

    assertThat(of(info, 3000)).isEqualTo(PEER_HUNG);
  }

  @Test
  void unacknowledgedBytesProveNothingWithinFourTimeouts() {
    TcpInfo info = sample(1, 2, 2, 816, 5000, 5000);

    assertThat(of(info, 815)).isEqualTo(UNKNOWN);
    assertThat(of(info, 816)).isEqualTo(PATH_DEAD);
  }

  @Test
  void withoutTheKernelNothingIsKnownButThatOurBytesDoNotLeave() {
    assertThat(VerdictClass.of(Optional.empty(), Duration.ofSeconds(3), true)).isEqualTo(UNKNOWN);
    assertThat(VerdictClass.of(Optional.empty(), Duration.ofSeconds(3), false))
        .isEqualTo(WRITE_STALLED);
  }

  @Test
  void bytesThatCannotLeaveBecauseThePathIsCutAreADeadPath() {
    Optional<TcpInfo> cut = Optional.of(sample(40, 4, 4, 3264, 4000, 4000));

    assertThat(VerdictClass.of(cut, Duration.ofSeconds(3), false)).isEqualTo(PATH_DEAD);
  }

  private static VerdictClass of(TcpInfo info, long sinceProbeMillis) {
    return VerdictClass.of(Optional.of(info), Duration.ofMillis(sinceProbeMillis), true);
  }
}
