package io.belay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodingTest {

  @Test
  void bothWaysMustWriteTheSameBytes() {
    List<byte[]> bodies = IntStream.range(0, Burst.FRAMES).mapToObj(Burst::body).toList();
    EmbeddedChannel bufferABurst = Encoding.bufferABurst();
    EmbeddedChannel bufferAFrame = Encoding.bufferAFrame();

    bufferABurst.writeOutbound(bodies);
    bodies.forEach(bufferAFrame::writeOutbound);

    String written = written(bufferABurst);
    assertThat(written).hasSize(2 * Burst.FRAMES * Burst.FRAME_BYTES);
    assertThat(written(bufferAFrame)).isEqualTo(written);
    bufferABurst.finishAndReleaseAll();
    bufferAFrame.finishAndReleaseAll();
  }

  private static String written(EmbeddedChannel channel) {
    StringBuilder hex = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      hex.append(ByteBufUtil.hexDump(out));
      out.release();
    }
    return hex.toString();
  }
}
