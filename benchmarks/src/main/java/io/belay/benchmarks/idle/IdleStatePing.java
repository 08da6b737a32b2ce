package io.belay.benchmarks.idle;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

/** What stands behind an {@code IdleStateHandler} in many a client. It finds no dead peer. */
// A write that fails closes the channel, and there is nothing else to do about it.
@SuppressWarnings("FutureReturnValueIgnored")
final class IdleStatePing extends ChannelInboundHandlerAdapter {

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ping(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      ping(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object pong) {
    ((ByteBuf) pong).release();
  }

  private static void ping(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Pings.next(), ctx.voidPromise());
  }
}
