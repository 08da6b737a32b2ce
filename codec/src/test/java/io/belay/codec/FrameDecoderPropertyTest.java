package io.belay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every sequence of frames, every way to cut it, and every garbage. */
class FrameDecoderPropertyTest {
  private static final int LONGEST = 600;

  @Property(tries = 100)
  void framesMustBeTheSameWhereverTheInputIsCut(@ForAll("frames") List<Received> frames) {
    byte[] input = wire(frames);
    for (int cut = 0; cut <= input.length; cut++) {
      DecoderOracle.Outcome outcome = DecoderOracle.decode(input, false, List.of(cut));
      assertThat(outcome).isEqualTo(new DecoderOracle.Outcome(frames, List.of()));
    }
  }

  @Property(tries = 500)
  void framesMustBeTheSameHoweverOftenTheInputIsCut(
      @ForAll("frames") List<Received> frames, @ForAll("cuts") List<Integer> cuts) {
    byte[] input = wire(frames);
    DecoderOracle.Outcome outcome = DecoderOracle.decode(input, false, within(input, cuts));

    assertThat(outcome).isEqualTo(new DecoderOracle.Outcome(frames, List.of()));
  }

  @Property(tries = 500)
  void anInputThatEndsInsideAFrameMustBeTruncatedThere(
      @ForAll("frames") List<Received> frames, @ForAll("frame") Received last, @ForAll int at) {
    byte[] frame = last.frame();
    int kept = 1 + Math.floorMod(at, frame.length - 1);
    byte[] input = Bytes.join(wire(frames), Arrays.copyOf(frame, kept));

    DecoderOracle.Outcome outcome = DecoderOracle.decode(input, false, List.of());
    int expected = kept < 8 ? 8 : frame.length;
    assertThat(outcome)
        .isEqualTo(
            new DecoderOracle.Outcome(frames, List.of(new WireError.Truncated(kept, expected))));
  }

  @Property(tries = 2000)
  void garbageMustFailTheSameHoweverItIsCut(
      @ForAll("garbage") byte[] input,
      @ForAll boolean extensions,
      @ForAll("cuts") List<Integer> cuts) {
    DecoderOracle.Outcome whole = DecoderOracle.decode(input, extensions, List.of());
    DecoderOracle.Outcome cut = DecoderOracle.decode(input, extensions, within(input, cuts));

    assertThat(cut).isEqualTo(whole);
  }

  @Provide
  Arbitrary<List<Received>> frames() {
    return frame().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<Received> frame() {
    return Arbitraries.oneOf(
        frame(Arbitraries.of(FrameType.PING, FrameType.PONG), 0, 64),
        frame(Arbitraries.just(FrameType.HELLO), 44, 256),
        frame(Arbitraries.just(FrameType.GOAWAY), 16, LONGEST),
        frame(Arbitraries.of(FrameType.REQUEST, FrameType.RESPONSE), 8, LONGEST),
        frame(Arbitraries.just(FrameType.ERROR), 12, LONGEST),
        frame(Arbitraries.integers().greaterOrEqual(256), 0, LONGEST),
        frame(Arbitraries.just(FrameType.ONE_WAY), 0, LONGEST));
  }

  private static Arbitrary<Received> frame(Arbitrary<Integer> types, int min, int max) {
    return Combinators.combine(types, bytes(min, max)).as(Received::new);
  }

  private static Arbitrary<byte[]> bytes(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max);
  }

  /** Wholly random bytes, and frames with headers that are nearly right. */
  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<byte[]> header =
        Combinators.combine(Arbitraries.integers().between(-1, 260), Arbitraries.of(0, 8, 44, 2001))
            .as(Bytes::header);
    Arbitrary<byte[]> piece =
        Arbitraries.oneOf(
            bytes(0, 50), header, frame().map(Received::frame), frame().map(Received::frame));
    return piece.list().ofMaxSize(8).map(pieces -> Bytes.join(pieces.toArray(byte[][]::new)));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().greaterOrEqual(0).list().ofMaxSize(12);
  }

  private static List<Integer> within(byte[] input, List<Integer> cuts) {
    return cuts.stream().map(cut -> cut % (input.length + 1)).sorted().toList();
  }

  private static byte[] wire(List<Received> frames) {
    return Bytes.join(frames.stream().map(Received::frame).toArray(byte[][]::new));
  }
}
