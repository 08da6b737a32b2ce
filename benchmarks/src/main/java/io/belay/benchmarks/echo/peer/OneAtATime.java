package io.belay.benchmarks.echo.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.pool.ChannelPool;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The request that a connection of {@link FixedPoolClient} carries. Event loop only. */
final class OneAtATime extends SimpleChannelInboundHandler<ByteBuf> {
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelPool pool;
  private @Nullable CompletableFuture<byte[]> waiting;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  void send(byte[] body, CompletableFuture<byte[]> answer, ChannelPool from) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      answer.completeExceptionally(new IOException("no connection"));
      return;
    }
    waiting = answer;
    pool = from;
    ByteBuf frame = ctx.alloc().buffer(WireFrames.requestBytes(body));
    WireFrames.writeRequest(frame, 1, body);
    var unused = ctx.writeAndFlush(frame);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf response) {
    CompletableFuture<byte[]> answer = waiting;
    waiting = null;
    byte[] body = WireFrames.body(response);
    if (pool != null && answer != null) {
      var unused = pool.release(ctx.channel());
      answer.complete(body);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (waiting != null) {
      waiting.completeExceptionally(new IOException("the connection is closed"));
    }
  }
}
