package io.belay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FrameAllocationTest {
  private static final int FRAMES = 1_000;
  private static final int ROUNDS = 10;

  private static final class CountingListener implements FrameListener {
    private int frames;

    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      frames++;
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {
      throw new AssertionError(error.message());
    }
  }

  @Test
  void aFrameMustCostNoAllocation() {
    CountingListener listener = new CountingListener();
    FrameDecoder decoder = new FrameDecoder(WireOptions.DEFAULT, listener);
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    ChannelHandlerContext ctx = channel.pipeline().context(decoder);
    ByteBuf burst = Unpooled.buffer(FRAMES * 32);
    for (int i = 0; i < FRAMES; i++) {
      FrameEncoder.writeResponse(burst, i, new byte[16]);
    }

    // The first round loads classes, and the leak detector notes down who had the burst, at random.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = allocatedBytes();
      decode(decoder, ctx, burst);
      least = Math.min(least, allocatedBytes() - before);
    }

    assertThat(listener.frames).isEqualTo(ROUNDS * FRAMES);
    assertThat(least).isLessThan(FRAMES);
    burst.release();
    channel.finishAndReleaseAll();
  }

  private static void decode(FrameDecoder decoder, ChannelHandlerContext ctx, ByteBuf burst) {
    decoder.channelRead(ctx, burst.readerIndex(0).retain());
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
