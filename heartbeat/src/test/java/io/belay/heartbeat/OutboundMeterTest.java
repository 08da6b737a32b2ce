package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class OutboundMeterTest {
  private final OutboundMeter meter = new OutboundMeter();
  private final StuckChannel channel = new StuckChannel(meter);

  @Test
  void bytesThatWereOnlyWrittenWereNotTaken() {
    ChannelFuture written = channel.write(Unpooled.wrappedBuffer(new byte[10]));

    assertThat(meter.bytesTaken()).isZero();
    assertThat(written).isNotDone();
  }

  @Test
  void aHalfWrittenBufferCountsByHalf() {
    channel.accepts = 4;
    ChannelFuture first = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));
    ChannelFuture second = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
    assertThat(first).isNotDone();
    assertThat(meter.bytesTaken()).isEqualTo(4);

    channel.accepts = 56;
    channel.flush();
    assertThat(meter.bytesTaken()).isEqualTo(60);

    channel.accepts = 1000;
    channel.flush();
    assertThat(meter.bytesTaken()).isEqualTo(110);
    assertThat(second).isDone();
    assertThat(channel.releaseOutbound()).isFalse();
  }

  /** A channel whose socket takes so many bytes, and then no more. */
  private static final class StuckChannel extends EmbeddedChannel {
    int accepts;

    StuckChannel(OutboundMeter meter) {
      super(meter);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
      while (accepts > 0 && in.current() instanceof ByteBuf buffer) {
        int bytes = Math.min(accepts, buffer.readableBytes());
        accepts -= bytes;
        in.removeBytes(bytes);
      }
    }
  }
}
