package io.belay.heartbeat;

import io.belay.codec.GoAwayReason;
import io.belay.codec.WireError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/** Answers a client's PINGs, but not those of one that asks too often or reads nothing. */
final class PongWriter {
  private final ServerConnection connection;
  private final PongAnswerer answerer;

  PongWriter(ServerConnection connection, Duration minPingInterval) {
    this.connection = connection;
    this.answerer = new PongAnswerer(minPingInterval);
  }

  void answer(ChannelHandlerContext ctx, ByteBuf in, int length) {
    answerer.answer(ctx, in, length).ifPresent(error -> refuse(ctx, error));
  }

  private void refuse(ChannelHandlerContext ctx, WireError error) {
    if (error instanceof WireError.PingsTooFast) {
      connection
          .departure()
          .sendAway(
              GoAwayReason.TOO_MANY_PINGS,
              "PINGs come faster than the HELLO allows",
              CloseReason.PROTOCOL_VIOLATION);
    } else {
      connection.decoder().reject(ctx, error);
    }
  }
}
