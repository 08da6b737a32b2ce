package io.belay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs the inputs under {@code FrameDecoderFuzzTestInputs} in every build. To look for new ones for
 * five minutes:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl codec -am test -Djazzer.hooks=true -Dtest=FrameDecoderFuzzTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * An input that fails is written beside the others; it stays there, with the fix.
 */
class FrameDecoderFuzzTest {

  /** The first byte says how the rest is cut, and whether extensions are allowed. */
  @FuzzTest(maxDuration = "5m")
  void anyInputMustKeepTheDecodersPromises(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean extensions = data[0] < 0;
    int chunk = 1 + (data[0] & 0x7f);
    byte[] input = Arrays.copyOfRange(data, 1, data.length);
    List<Integer> cuts =
        IntStream.iterate(chunk, cut -> cut < input.length, cut -> cut + chunk).boxed().toList();

    DecoderOracle.Outcome whole = DecoderOracle.decode(input, extensions, List.of());
    DecoderOracle.Outcome cut = DecoderOracle.decode(input, extensions, cuts);

    assertThat(cut).isEqualTo(whole);
    if (!extensions) {
      byte[] wire = wire(whole.frames());
      assertThat(Arrays.copyOf(input, wire.length)).isEqualTo(wire);
    }
  }

  private static byte[] wire(List<Received> frames) {
    return Bytes.join(frames.stream().map(Received::frame).toArray(byte[][]::new));
  }
}
