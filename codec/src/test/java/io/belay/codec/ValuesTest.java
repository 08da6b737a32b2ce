package io.belay.codec;

import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 63, (256 << 20) + 1, Integer.MAX_VALUE})
  void aMaxPayloadOutOfItsRangeMustBeRefusedByName(int maxPayload) {
    assertThatThrownBy(() -> WireOptions.DEFAULT.withMaxPayload(maxPayload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxPayload: %d (expected: 64 to 268435456 bytes)", maxPayload);
  }

  @Test
  void eachWitherMustChangeItsFieldAlone() {
    assertThat(WireOptions.DEFAULT)
        .isEqualTo(new WireOptions(8_388_608, true, true, PingPayload.SEQUENCE));
    WireOptions other = new WireOptions(64, false, false, PingPayload.EMPTY);
    assertThat(other.withMaxPayload(65))
        .isEqualTo(new WireOptions(65, false, false, PingPayload.EMPTY));
    assertThat(other.withHello(true))
        .isEqualTo(new WireOptions(64, true, false, PingPayload.EMPTY));
    assertThat(other.withGoAway(true))
        .isEqualTo(new WireOptions(64, false, true, PingPayload.EMPTY));
    assertThat(other.withPingPayload(PingPayload.SEQUENCE))
        .isEqualTo(new WireOptions(64, false, false, PingPayload.SEQUENCE));
  }

  @Test
  void theLargestNumbersMustSurviveTheWire() {
    long max32 = 0xffff_ffffL;
    Hello hello = new Hello(65535, 65535, max32, max32, max32, new UUID(-1, -2), -3, max32);
    byte[] frame = encoded(out -> FrameEncoder.writeHello(out, hello));

    assertThat(Hello.read(payload(frame), 44)).isEqualTo(hello);
    assertThat(hello.allowsExtensions()).isTrue();
  }

  @Test
  void whatALaterVersionAddsToAHelloMustBeSkipped() {
    ByteBuf in = payload(encoded(ValuesTest::writeLongHello));

    assertThat(Hello.read(in, 50).version()).isEqualTo(2);
    assertThat(in.isReadable()).isFalse();
  }

  private static void writeLongHello(ByteBuf out) {
    FrameEncoder.writeHello(out, new Hello(2, 0, 0, 0, 64, Hello.NO_CLIENT, 0, 0));
    out.writeZero(6);
  }

  @Test
  void numbersThatDoNotFitTheirFieldMustBeRefusedByName() {
    assertThatThrownBy(() -> new Hello(65536, 0, 0, 0, 0, Hello.NO_CLIENT, 0, 0))
        .hasMessage("version: 65536 (expected: 0 to 65535)");
    assertThatThrownBy(() -> new GoAway(0, -1, 0, ""))
        .hasMessage("reason: -1 (expected: 0 to 4294967295)");
    assertThatThrownBy(() -> new RemoteError(0, 1L << 32, ""))
        .hasMessage("code: 4294967296 (expected: 0 to 4294967295)");
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "255, true", "256, false", "4294967295, false"})
  void aCodeBelow256MustBeARefusal(long code, boolean refusal) {
    assertThat(new RemoteError(1, code, "").isRefusal()).isEqualTo(refusal);
  }

  @Test
  void numbersThatAreUnknownHereMustKeepTheirValue() {
    assertThat(ErrorCode.name(ErrorCode.OVERLOADED)).isEqualTo("OVERLOADED");
    assertThat(ErrorCode.name(200)).isEqualTo("code 200");
    assertThat(ErrorCode.name(0xffff_ffffL)).isEqualTo("code 4294967295");
    assertThat(GoAwayReason.name(GoAwayReason.STALE_EPOCH)).isEqualTo("STALE_EPOCH");
    assertThat(GoAwayReason.name(0xffff_ffffL)).isEqualTo("reason 4294967295");
    assertThat(FrameType.name(-1)).isEqualTo("type 4294967295");
  }

  /** Newline, ANSI colour, C1 control, right-to-left override, zero width space, tag, bad UTF-8. */
  @ParameterizedTest
  @CsvSource({
    "610a62, 'a b'",
    "1b5b33316d, '\ufffd[31m'",
    "c29b33, '\ufffd3'",
    "e280ae61, '\ufffda'",
    "e2808b61, '\ufffda'",
    "f3a08181, '\ufffd'",
    "61ff62, 'a\ufffdb'",
    "e282ac, '\u20ac'",
    "f09f9880, '\ud83d\ude00'",
  })
  void aPeersTextMustBeSafeToLog(String utf8, String expected) {
    byte[] text = hex(utf8);
    ByteBuf in = Unpooled.buffer().writeLong(1).writeInt(256).writeBytes(text);

    assertThat(RemoteError.read(in, 12 + text.length).text()).isEqualTo(expected);
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void aTextBeyondTheLimitMustBeCutWhenReadWithoutTheDecoder() {
    ByteBuf in = Unpooled.buffer().writeZero(16);
    ByteBufUtil.writeAscii(in, "x".repeat(5000));

    assertThat(GoAway.read(in, 5016).text()).hasSize(1024);
    assertThat(in.isReadable()).isFalse();
  }

  private static ByteBuf payload(byte[] frame) {
    return Unpooled.wrappedBuffer(frame).skipBytes(FrameEncoder.HEADER_BYTES);
  }
}
