package io.belay.codec;

import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.header;
import static io.belay.codec.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * Whatever a listener does in a callback, the decoder keeps its place and leaves nothing behind.
 */
class FrameListenerBehaviourTest {
  private static final byte[] PING = encoded(out -> FrameEncoder.writePing(out, 1));
  private static final byte[] PONG = join(header(FrameType.PONG, 8), new byte[8]);

  /** Records, then acts on each PING. */
  private static final class ActingListener extends RecordingListener {
    private final BiConsumer<ChannelHandlerContext, ByteBuf> onPing;

    ActingListener(BiConsumer<ChannelHandlerContext, ByteBuf> onPing) {
      this.onPing = onPing;
    }

    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      super.onFrame(ctx, type, in, length);
      if (type == FrameType.PING) {
        onPing.accept(ctx, in);
      }
    }
  }

  private static DecoderFixture<RecordingListener> acting(
      BiConsumer<ChannelHandlerContext, ByteBuf> onPing) {
    return new DecoderFixture<>(WireOptions.DEFAULT, new ActingListener(onPing));
  }

  @Test
  void howMuchOfAPayloadIsReadMustNotMatter() {
    for (int read : new int[] {0, 3, 8}) {
      DecoderFixture<RecordingListener> peer = acting((ctx, in) -> in.skipBytes(read));
      peer.receiveInChunks(join(PING, PONG), 24);
      peer.receiveInChunks(join(PING, PONG), 3);

      assertThat(peer.listener.frames)
          .extracting(Received::type)
          .containsExactly(FrameType.PING, FrameType.PONG, FrameType.PING, FrameType.PONG);
      peer.closeAndCheck();
    }
  }

  @Test
  void aListenerThatThrowsMustBeReportedAndTheNextFrameMustCome() {
    for (int chunk : new int[] {1, 7, 32}) {
      DecoderFixture<RecordingListener> peer =
          acting(
              (ctx, in) -> {
                throw new IllegalStateException("listener");
              });

      assertThatThrownBy(() -> peer.receiveInChunks(join(PING, PONG), 32)).hasMessage("listener");
      assertThat(peer.listener.frames).hasSize(2);
      assertThatThrownBy(() -> peer.receiveInChunks(PING, 8)).hasMessage("listener");
      peer.receiveInChunks(PONG, chunk);
      assertThat(peer.listener.frames).hasSize(4);
      peer.closeAndCheck();
    }
  }

  @Test
  void aThrowingErrorCallbackMustNotBeCalledAgain() {
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void onBytes(ChannelHandlerContext ctx, int bytes) {
            throw new IllegalStateException("onBytes");
          }

          @Override
          public void onWireError(ChannelHandlerContext ctx, WireError error) {
            super.onWireError(ctx, error);
            throw new IllegalStateException("onWireError");
          }
        };
    DecoderFixture<RecordingListener> peer = new DecoderFixture<>(WireOptions.DEFAULT, listener);

    assertThatThrownBy(() -> peer.receive(header(0, 0))).hasMessage("onBytes");
    peer.receive(header(0, 0));

    assertThat(listener.errors).hasSize(1);
    peer.closeAndCheck();
  }

  @Test
  void closingTheChannelInACallbackMustLeaveNothing() {
    byte[] frames = join(PING, PONG, PONG);
    List<ChannelFuture> closed = new ArrayList<>();
    for (int cut = PING.length; cut < frames.length; cut++) {
      DecoderFixture<RecordingListener> peer = acting((ctx, in) -> closed.add(ctx.close()));
      peer.receive(frames, 0, cut);

      assertThat(peer.channel.isOpen()).isFalse();
      assertThat(peer.listener.frames).isNotEmpty();
      peer.closeAndCheck();
    }
  }

  @Test
  void removingTheDecoderInACallbackMustEndDecoding() {
    DecoderFixture<RecordingListener> peer = acting((ctx, in) -> ctx.pipeline().remove("decoder"));
    peer.receive(join(PING, PONG, header(FrameType.PONG, 8)));

    assertThat(peer.listener.frames).hasSize(1);
    peer.closeAndCheck();
  }

  @Test
  void aFrameThatIsRejectedMustBeTheLast() {
    WireError error = new WireError.OutOfPlace(FrameType.PING, "not now");
    for (int chunk : new int[] {1, 5, 64}) {
      DecoderFixture<RecordingListener> peer =
          acting((ctx, in) -> ((FrameDecoder) ctx.handler()).reject(ctx, error));
      peer.receiveInChunks(join(PONG, PING, PONG), chunk);

      assertThat(peer.listener.errors).containsExactly(error);
      assertThat(peer.listener.frames).hasSize(2);
      assertThat(peer.heldBytes()).isZero();
      peer.closeAndCheck();
    }
  }

  @Test
  void aReadInsideACallbackMustComeAfterTheReadThatIsBeingDecoded() {
    DecoderFixture<RecordingListener> peer =
        acting(
            (ctx, in) ->
                ctx.pipeline().fireChannelRead(Unpooled.copiedBuffer(PONG, 4, PONG.length - 4)));
    peer.receive(
        join(PING, encoded(FrameEncoderTest::writeOneWayByte), header(FrameType.PONG, 8)),
        0,
        PING.length + 9 + 4);

    assertThat(peer.listener.frames)
        .extracting(Received::type)
        .containsExactly(FrameType.PING, FrameType.ONE_WAY, FrameType.PONG);
    assertThat(peer.listener.errors).isEmpty();
    peer.closeAndCheck();
  }

  @Test
  void aPausedConnectionMustNotBeReadOn() {
    DecoderFixture<RecordingListener> peer = acting((ctx, in) -> {});
    boolean[] asked = {false};
    peer.channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext ctx) {
                asked[0] = true;
              }
            });
    peer.channel.config().setAutoRead(false);
    asked[0] = false;
    peer.receive(PING, 0, 5);

    assertThat(asked[0]).isFalse();
    peer.closeAndCheck();
  }
}
