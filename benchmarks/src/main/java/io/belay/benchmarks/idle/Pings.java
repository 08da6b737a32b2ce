package io.belay.benchmarks.idle;

import io.belay.codec.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;

/** What all rows have in common: how often they ping, and with what. */
final class Pings {
  /** A connection is pinged when nothing has come in for so long. */
  static final Duration IDLE = Duration.ofSeconds(5);

  /** How often a sweep looks; Belay's tick at its default interval. */
  static final Duration SWEEP = Duration.ofMillis(250);

  private static final ByteBuf PREPARED = prepared();

  private Pings() {}

  /** A PING that costs nothing to make. */
  static ByteBuf next() {
    return PREPARED.retainedDuplicate();
  }

  private static ByteBuf prepared() {
    ByteBuf ping = Unpooled.directBuffer(FrameEncoder.HEADER_BYTES + Long.BYTES);
    FrameEncoder.writePing(ping, 1);
    return Unpooled.unreleasableBuffer(ping.asReadOnly());
  }
}
