package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.GoAwayReason;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/** Answers PINGs on the event loop, but not to a client that asks too often or reads nothing. */
final class PongWriter {
  static final int MAX_QUEUED = 16;

  private final ServerConnection connection;
  private final LoopClock clock;
  private final PingRate rate;
  private final ChannelFutureListener written = done -> this.queued--;

  // Event loop only.
  private int queued;

  PongWriter(ServerConnection connection, Duration minPingInterval, LoopClock clock) {
    this.connection = connection;
    this.clock = clock;
    this.rate = new PingRate(minPingInterval.toNanos(), clock.monotonicNanos());
  }

  void answer(ChannelHandlerContext ctx, ByteBuf in, int length) {
    if (!rate.allows(clock.monotonicNanos())) {
      connection
          .departure()
          .goAway(
              GoAwayReason.TOO_MANY_PINGS,
              "PINGs come faster than the HELLO allows",
              CloseReason.PROTOCOL_VIOLATION);
    } else if (queued == MAX_QUEUED) {
      connection.decoder().reject(ctx, new WireError.TooManyPings(queued));
    } else {
      queued++;
      ByteBuf pong = ctx.alloc().ioBuffer(FrameEncoder.HEADER_BYTES + length);
      FrameEncoder.writePong(pong, in, length);
      ctx.writeAndFlush(pong).addListener(written);
    }
  }
}
