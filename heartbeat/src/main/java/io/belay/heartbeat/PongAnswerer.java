package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the PINGs of one connection at once, from its event loop, ahead of all application work.
 * A peer that asks and does not read the answers may not pile them up here, and one that asks
 * without end may not keep the event loop busy. Used by both ends.
 */
public final class PongAnswerer {
  /**
   * How many PONGs may wait for the socket, not counting those of the event loop's current turn:
   * io_uring takes nothing before it ends, and {@link #MIN_INTERVAL} bounds how many it has.
   */
  public static final int MAX_QUEUED = 16;

  /**
   * How far apart PINGs must be in the long run, unless an end says otherwise: 20 ms, which is the
   * shortest interval of a {@link Heartbeat}. 80 may come at once, since an end that hung finds all
   * rounds of them when it comes back.
   */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(20);

  private final Duration minInterval;

  // Event loop only.
  private @Nullable PingRate rate;
  private int queued;
  private int ofThisTurn;
  private final ChannelFutureListener written = write -> queued--;

  /**
   * An answerer for one connection.
   *
   * @param minInterval how far apart PINGs must be in the long run
   */
  public PongAnswerer(Duration minInterval) {
    this.minInterval = minInterval;
  }

  /**
   * Writes and flushes the PONG to a PING.
   *
   * @param ctx where to write it
   * @param payload the PING's payload, read up to its length
   * @param length the payload's length in bytes
   * @return what to refuse the PING with, if it is one too many; nothing is written then
   */
  public Optional<WireError> answer(ChannelHandlerContext ctx, ByteBuf payload, int length) {
    if (!rateAllows(ctx.channel().eventLoop().ticker().nanoTime())) {
      return Optional.of(new WireError.PingsTooFast(minInterval));
    }
    if (queued - ofThisTurn >= MAX_QUEUED) {
      return Optional.of(new WireError.TooManyPings(queued));
    }
    ByteBuf pong = ctx.alloc().ioBuffer(FrameEncoder.HEADER_BYTES + length);
    FrameEncoder.writePong(pong, payload, length);
    ChannelFuture write = ctx.writeAndFlush(pong);
    if (!write.isDone()) {
      queue(write);
    }
    return Optional.empty();
  }

  private void queue(ChannelFuture write) {
    queued++;
    if (ofThisTurn++ == 0) {
      write.channel().eventLoop().execute(this::turnEnded);
    }
    write.addListener(written);
  }

  private void turnEnded() {
    ofThisTurn = 0;
  }

  private boolean rateAllows(long nowNanos) {
    PingRate since = rate;
    if (since == null) {
      since = new PingRate(minInterval.toNanos(), nowNanos);
      rate = since;
    }
    return since.allows(nowNanos);
  }
}
