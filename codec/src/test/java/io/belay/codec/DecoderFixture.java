package io.belay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** A decoder in a channel whose allocator counts every byte that the decoder holds. */
final class DecoderFixture<L extends FrameListener> {
  final L listener;
  final FrameDecoder decoder;
  final EmbeddedChannel channel;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  private final List<ByteBuf> inputs = new ArrayList<>();

  DecoderFixture(WireOptions options, L listener) {
    this.listener = listener;
    decoder = new FrameDecoder(options, listener);
    channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    channel.pipeline().addLast("decoder", decoder);
  }

  static DecoderFixture<RecordingListener> recording(WireOptions options) {
    return new DecoderFixture<>(options, new RecordingListener());
  }

  /** Sends a copy of the bytes as one read. */
  void receive(byte[] bytes, int from, int to) {
    // Not copiedBuffer: that one's empty buffer cannot be released.
    ByteBuf input = Unpooled.buffer().writeBytes(bytes, from, to - from);
    inputs.add(input);
    channel.writeInbound(input);
  }

  void receive(byte[] bytes) {
    receive(bytes, 0, bytes.length);
  }

  void receiveInChunks(byte[] bytes, int chunk) {
    for (int from = 0; from < bytes.length; from += chunk) {
      receive(bytes, from, Math.min(bytes.length, from + chunk));
    }
  }

  /** The bytes that the decoder has reserved and not given back. */
  long heldBytes() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }

  /** Ends the connection: nothing may be left behind. */
  void closeAndCheck() {
    channel.finishAndReleaseAll();
    assertThat(heldBytes()).isZero();
    assertThat(inputs).allSatisfy(input -> assertThat(input.refCnt()).isZero());
  }
}
