package io.belay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared must do the same work. */
class DecodingTest {

  /** An answer, with its body in hex. */
  private record Answer(long id, String body) {}

  private static final List<Answer> ANSWERS =
      IntStream.range(0, Burst.FRAMES)
          .mapToObj(i -> new Answer(i + 1, ByteBufUtil.hexDump(Burst.body(i))))
          .toList();

  @Test
  void bothDecodersMustFindTheSameAnswersInABurst() {
    int whole = Burst.FRAMES * Burst.FRAME_BYTES;

    assertThat(decode(Decoding::belay, whole)).isEqualTo(ANSWERS);
    assertThat(decode(Decoding::lengthField, whole)).isEqualTo(ANSWERS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, Burst.FRAME_BYTES - 1, Burst.FRAME_BYTES + 1})
  void bothDecodersMustFindTheSameAnswersInACutBurst(int chunk) {
    assertThat(decode(Decoding::belay, chunk)).isEqualTo(ANSWERS);
    assertThat(decode(Decoding::lengthField, chunk)).isEqualTo(ANSWERS);
  }

  @Test
  void anAnswerMustCarryTheIdThatItWasGiven() {
    List<Long> ids = new ArrayList<>();
    EmbeddedChannel channel = Decoding.belay((id, in, length) -> ids.add(id));
    try (Burst burst = new Burst()) {
      burst.answer(0, 1_000_000_007L);
      burst.answer(Burst.FRAMES - 1, -1);
      channel.pipeline().fireChannelRead(burst.read());
    }

    assertThat(ids).startsWith(1_000_000_007L, 2L).endsWith(Burst.FRAMES - 1L, -1L);
    channel.finishAndReleaseAll();
  }

  @Test
  void aBurstMustBeReadableAgain() {
    List<Long> ids = new ArrayList<>();
    EmbeddedChannel channel = Decoding.lengthField((id, in, length) -> ids.add(id));
    try (Burst burst = new Burst()) {
      channel.pipeline().fireChannelRead(burst.read());
      channel.pipeline().fireChannelRead(burst.read());
    }

    assertThat(ids).hasSize(2 * Burst.FRAMES);
    channel.finishAndReleaseAll();
  }

  private static List<Answer> decode(Function<AnswerSink, EmbeddedChannel> decoding, int chunk) {
    List<Answer> answers = new ArrayList<>();
    EmbeddedChannel channel =
        decoding.apply(
            (id, in, length) ->
                answers.add(new Answer(id, ByteBufUtil.hexDump(in, in.readerIndex(), length))));
    try (Burst burst = new Burst()) {
      ByteBuf bytes = burst.read();
      while (bytes.isReadable()) {
        int length = Math.min(chunk, bytes.readableBytes());
        channel.pipeline().fireChannelRead(bytes.readRetainedSlice(length));
      }
      bytes.release();
    }
    channel.finishAndReleaseAll();
    return answers;
  }
}
