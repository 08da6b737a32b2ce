package io.belay.heartbeat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;

/**
 * Tells of bytes the moment they come. Stands below a TLS handler, which shows nothing of a record
 * until all of it is there: a peer whose record arrives slowly lives. Confined to the channel's
 * event loop.
 */
public final class InboundEvidence extends ChannelInboundHandlerAdapter {
  private final Runnable heard;

  /**
   * The evidence of one channel.
   *
   * @param heard is run on the event loop before the bytes go on
   */
  public InboundEvidence(Runnable heard) {
    this.heard = Objects.requireNonNull(heard, "heard");
  }

  /** Tells, and passes the bytes on. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    heard.run();
    ctx.fireChannelRead(msg);
  }
}
