package io.belay.codec;

import static io.belay.codec.Bytes.ascii;
import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.hex;
import static io.belay.codec.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {

  static void writeOneWayByte(ByteBuf out) {
    FrameEncoder.writeOneWay(out, new byte[1]);
  }

  @Test
  void framesMustBeAppendedToWhatIsThere() {
    byte[] bytes =
        encoded(
            out -> {
              FrameEncoder.writeEmptyPing(out);
              FrameEncoder.writeRequest(out, -1, ascii("a"));
            });

    assertThat(bytes).isEqualTo(hex("00000000 00000001" + "00000009 00000010 ffffffffffffffff 61"));
  }

  @Test
  void aPongMustHaveThePayloadOfItsPing() {
    ByteBuf in = Unpooled.wrappedBuffer(ascii("opaque, and more"));

    assertThat(encoded(out -> FrameEncoder.writePong(out, in, 6)))
        .isEqualTo(join(hex("00000006 00000002"), ascii("opaque")));
    assertThat(in.readableBytes()).isEqualTo(10);
  }

  @Test
  void bothFormsOfAResponseMustBeTheSame() {
    byte[] body = ascii("body");
    ByteBuf buffer = Unpooled.wrappedBuffer(body);

    assertThat(encoded(out -> FrameEncoder.writeResponse(out, 7, buffer)))
        .isEqualTo(encoded(out -> FrameEncoder.writeResponse(out, 7, body)));
    assertThat(buffer.isReadable()).isFalse();
    assertThat(buffer.refCnt()).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 255, -1})
  void onlyTypesOfTheApplicationMustBeWrittenForIt(int type) {
    ByteBuf out = Unpooled.buffer();

    assertThatThrownBy(() -> FrameEncoder.writeApplication(out, type, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type: " + type + " (expected: >= 256)");
    assertThat(out.isReadable()).isFalse();
  }

  @Test
  void aNegativeLengthMustBeRefused() {
    assertThatThrownBy(() -> FrameEncoder.writeHeader(Unpooled.buffer(), 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length: -1 (expected: >= 0)");
  }

  /** The last character ends at 1024 bytes, or would end behind them. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "😀"})
  void aLongTextMustBeCutBetweenCharacters(String character) {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + character.repeat(1025);
      byte[] goAway = encoded(out -> FrameEncoder.writeGoAway(out, new GoAway(0, 1, 0, text)));
      byte[] error = encoded(out -> FrameEncoder.writeError(out, new RemoteError(0, 1, text)));

      String cut = readGoAway(goAway).text();
      assertThat(text).startsWith(cut);
      assertThat(goAway.length - 8 - 16).isBetween(1021, 1024);
      assertThat(readError(error).text()).isEqualTo(cut);
    }
  }

  @Test
  void aLoneSurrogateMustNotBreakTheText() {
    String text = "a\ud83d".repeat(600);
    byte[] error = encoded(out -> FrameEncoder.writeError(out, new RemoteError(0, 1, text)));

    assertThat(error).hasSize(8 + 12 + 1024);
    assertThat(readError(error).text()).isEqualTo("a?".repeat(512));
  }

  private static GoAway readGoAway(byte[] frame) {
    return GoAway.read(Unpooled.wrappedBuffer(frame).skipBytes(8), frame.length - 8);
  }

  private static RemoteError readError(byte[] frame) {
    return RemoteError.read(Unpooled.wrappedBuffer(frame).skipBytes(8), frame.length - 8);
  }
}
