package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;

/** Remembers all that a decoder reports. */
class RecordingListener implements FrameListener {
  final List<Received> frames = new ArrayList<>();
  final List<WireError> errors = new ArrayList<>();
  long bytes;

  @Override
  public void onBytes(ChannelHandlerContext ctx, int bytes) {
    this.bytes += bytes;
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    frames.add(new Received(type, ByteBufUtil.getBytes(in, in.readerIndex(), length)));
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    errors.add(error);
  }
}
