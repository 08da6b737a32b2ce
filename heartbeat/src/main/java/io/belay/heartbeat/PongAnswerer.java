package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;

/**
 * Answers the PINGs of one connection at once, from its event loop, ahead of all application work.
 * A peer that asks and does not read the answers may not pile them up here. Used by both ends.
 */
public final class PongAnswerer {
  /** How many PONGs may wait for the socket. */
  public static final int MAX_QUEUED = 16;

  // Event loop only.
  private int queued;
  private final ChannelFutureListener written = write -> queued--;

  /** An answerer for one connection. */
  public PongAnswerer() {}

  /**
   * Writes and flushes the PONG to a PING.
   *
   * @param ctx where to write it
   * @param payload the PING's payload, read up to its length
   * @param length the payload's length in bytes
   * @return what to refuse the PING with, if it is one too many; nothing is written then
   */
  public Optional<WireError> answer(ChannelHandlerContext ctx, ByteBuf payload, int length) {
    if (queued >= MAX_QUEUED) {
      return Optional.of(new WireError.TooManyPings(queued));
    }
    queued++;
    ByteBuf pong = ctx.alloc().ioBuffer(FrameEncoder.HEADER_BYTES + length);
    FrameEncoder.writePong(pong, payload, length);
    ctx.writeAndFlush(pong).addListener(written);
    return Optional.empty();
  }
}
