package io.belay.heartbeat;

import io.belay.codec.GoAwayReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/** Answers a client's PINGs, but not those of one that asks too often or reads nothing. */
final class PongWriter {
  private final ServerConnection connection;
  private final LoopClock clock;
  private final PingRate rate;
  private final PongAnswerer answerer = new PongAnswerer();

  PongWriter(ServerConnection connection, Duration minPingInterval, LoopClock clock) {
    this.connection = connection;
    this.clock = clock;
    this.rate = new PingRate(minPingInterval.toNanos(), clock.monotonicNanos());
  }

  void answer(ChannelHandlerContext ctx, ByteBuf in, int length) {
    if (rate.allows(clock.monotonicNanos())) {
      answerer
          .answer(ctx, in, length)
          .ifPresent(tooMany -> connection.decoder().reject(ctx, tooMany));
    } else {
      connection
          .departure()
          .goAway(
              GoAwayReason.TOO_MANY_PINGS,
              "PINGs come faster than the HELLO allows",
              CloseReason.PROTOCOL_VIOLATION);
    }
  }
}
