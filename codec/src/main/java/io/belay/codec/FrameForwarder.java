package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Passes what the decoder finds up the pipeline, for those who write ordinary Netty handlers: each
 * frame as a {@link Frame} message, which the handler that takes it releases, and a wire error as a
 * user event before the channel is closed. Stateless: one may serve any number of decoders.
 */
public final class FrameForwarder implements FrameListener {

  /** Makes a forwarder. */
  public FrameForwarder() {}

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    ctx.fireChannelRead(new Frame(type, in.readRetainedSlice(length)));
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    ctx.fireUserEventTriggered(error);
    var unused = ctx.close();
  }
}
