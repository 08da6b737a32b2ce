package io.belay.client.chaos;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** What no server should send. It comes between two frames, so that it spoils no answer's bytes. */
final class Spoilt {
  private static final long NEVER_ISSUED = 0x7fff_ffff_ffffL;
  private static final int PROMISED = 1000;

  private Spoilt() {}

  /** A header and a few bytes of what it promises, then FIN. */
  static void halfAFrame(Channel channel) {
    ByteBuf out = channel.alloc().buffer();
    FrameEncoder.writeHeader(out, FrameType.RESPONSE, PROMISED);
    channel.writeAndFlush(out.writeLong(NEVER_ISSUED)).addListener(ChannelFutureListener.CLOSE);
  }

  /** A negative length, among other things. */
  static void garbage(Channel channel) {
    ByteBuf out = channel.alloc().buffer();
    channel.writeAndFlush(out.writeLong(-1).writeLong(-1));
  }

  static void answerToNobody(Channel channel) {
    ByteBuf out = channel.alloc().buffer();
    FrameEncoder.writeResponse(out, NEVER_ISSUED, new byte[Integer.BYTES]);
    channel.writeAndFlush(out);
  }
}
