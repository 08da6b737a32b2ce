package io.belay.codec;

import static io.belay.codec.Bytes.ascii;
import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameForwarderTest {

  @Test
  void aFrameMustOutliveTheReadThatBroughtIt() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new FrameDecoder(WireOptions.DEFAULT, new FrameForwarder()));
    channel.writeInbound(
        Unpooled.wrappedBuffer(encoded(out -> FrameEncoder.writeOneWay(out, ascii("kept")))));

    Frame frame = channel.readInbound();
    assertThat(frame.type()).isEqualTo(FrameType.ONE_WAY);
    assertThat(frame.content()).isEqualTo(Unpooled.wrappedBuffer(ascii("kept")));
    assertThat(frame).isEqualTo(new Frame(FrameType.ONE_WAY, frame.content()));
    assertThat(frame).isNotEqualTo(new Frame(256, frame.content()));
    assertThat(frame.release()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void aCopyMustHaveTheType() {
    Frame frame = new Frame(300, Unpooled.copiedBuffer(ascii("a")));
    Frame copy = frame.copy();

    assertThat(copy).isEqualTo(frame).hasSameHashCodeAs(frame);
    assertThat(frame.retainedDuplicate().type()).isEqualTo(300);
    assertThat(copy.release()).isTrue();
    assertThat(frame.release(2)).isTrue();
  }

  @Test
  void aWireErrorMustBeAnEventBeforeTheChannelCloses() {
    List<Object> seen = new ArrayList<>();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new FrameDecoder(WireOptions.DEFAULT, new FrameForwarder()),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                seen.add(event);
              }

              @Override
              public void channelInactive(ChannelHandlerContext ctx) {
                seen.add("inactive");
              }
            });
    channel.writeInbound(Unpooled.wrappedBuffer(header(5, 0)));

    assertThat(seen).containsExactly(new WireError.ForbiddenType(5), "inactive");
  }
}
