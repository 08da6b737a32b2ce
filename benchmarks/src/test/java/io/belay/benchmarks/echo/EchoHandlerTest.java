package io.belay.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.codec.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoHandlerTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 9, 20, 80, 1000})
  void requestsAndPingsMustBeAnsweredWhereverTheReadsAreCut(int bytesPerRead) {
    ByteBuf requests = Unpooled.buffer();
    ByteBuf expected = Unpooled.buffer();
    for (int id = 1; id <= 5; id++) {
      FrameEncoder.writeRequest(requests, id, new byte[20 * id]);
      FrameEncoder.writeResponse(expected, id, new byte[20 * id]);
      FrameEncoder.writePing(requests, id);
      FrameEncoder.writePong(expected, Unpooled.copyLong(id), Long.BYTES);
    }
    EmbeddedChannel channel = new EmbeddedChannel(new EchoHandler());

    while (requests.isReadable()) {
      channel.writeInbound(requests.readBytes(Math.min(bytesPerRead, requests.readableBytes())));
    }

    ByteBuf answers = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      answers.writeBytes(part);
      part.release();
    }
    assertThat(answers).isEqualTo(expected);
    channel.finishAndReleaseAll();
  }
}
