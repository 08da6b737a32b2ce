package io.belay.benchmarks.echo;

import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Encodes the requests of {@link HandWrittenClient}. */
final class HandWrittenRequests extends MessageToByteEncoder<HandWrittenRequests.Request> {

  @Override
  protected void encode(ChannelHandlerContext ctx, Request request, ByteBuf out) {
    out.writeInt(Long.BYTES + request.body.length);
    out.writeInt(FrameType.REQUEST);
    out.writeLong(request.id);
    out.writeBytes(request.body);
  }

  /** A request and its id. */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(long id, byte[] body) {}
}
