package io.belay.heartbeat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.GoAway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/**
 * How a server leaves a client without losing anything: GOAWAY, the answers that it owes, FIN, and
 * then the client's FIN, for a while. Closing earlier, with bytes unread, would send a RST that
 * destroys the answers on their way.
 */
final class Departure {
  private enum Stage {
    /** Requests are taken. */
    STAYING,
    /** The requests in flight are finished. */
    FINISHING,
    /** Our FIN is out, or about to be. */
    OVER
  }

  private final ServerConnection connection;
  private final ServerWatch watch;

  // Event loop only.
  private Stage stage = Stage.STAYING;
  private boolean goAwaySent;
  private boolean sentAway;
  private long lastId;
  private int inFlight;

  Departure(ServerConnection connection, ServerWatch watch) {
    this.connection = connection;
    this.watch = watch;
  }

  /** Whether nothing that the client says matters any more. */
  boolean isDeaf() {
    return stage == Stage.OVER || sentAway;
  }

  /** Request ids strictly increase, as unsigned numbers. */
  boolean idRises(long id) {
    return Long.compareUnsigned(id, lastId) > 0;
  }

  /** Whether the request is the application's; one that came after our GOAWAY is nobody's. */
  boolean accepts(long id) {
    if (goAwaySent) {
      return false;
    }
    lastId = id;
    inFlight++;
    return true;
  }

  void answered() {
    inFlight--;
    finishIfDone();
  }

  void clientLeaves() {
    connection.because(CloseReason.GOAWAY);
    finish();
  }

  void goAway(long reason, String text, CloseReason why) {
    connection.because(why);
    if (stage == Stage.OVER || !connection.channel().isActive()) {
      return;
    }
    if (!goAwaySent && connection.understandsGoAway()) {
      goAwaySent = true;
      ByteBuf out = connection.channel().alloc().ioBuffer();
      FrameEncoder.writeGoAway(out, new GoAway(lastId, reason, 0, text));
      connection.send(out);
    }
    finish();
  }

  /** As {@link #goAway}, but the requests of a client that does harm are not waited for long. */
  void sendAway(long reason, String text, CloseReason why) {
    if (!isDeaf()) {
      sentAway = true;
      connection.closeAfter(ServerWatch.FAREWELL_NANOS, TimeUnit.NANOSECONDS);
      goAway(reason, text, why);
    }
  }

  private void finish() {
    if (stage == Stage.STAYING) {
      stage = Stage.FINISHING;
    }
    finishIfDone();
  }

  private void finishIfDone() {
    if (stage == Stage.FINISHING && inFlight <= 0) {
      stage = Stage.OVER;
      watch.flushing();
      connection.liveness().stop();
      connection.write(Unpooled.EMPTY_BUFFER).addListener(flushed -> halfClose());
    }
  }

  /** The answers may be large, and the client slow: its second begins when it has them to read. */
  private void halfClose() {
    HalfClose.start(connection.channel())
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
        .addListener(done -> watch.farewell());
  }
}
