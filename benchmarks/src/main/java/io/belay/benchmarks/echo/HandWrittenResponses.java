package io.belay.benchmarks.echo;

import io.belay.codec.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Completes the requests of {@link HandWrittenClient}. */
final class HandWrittenResponses extends SimpleChannelInboundHandler<ByteBuf> {
  private final Map<Long, CompletableFuture<byte[]>> waiting;

  HandWrittenResponses(Map<Long, CompletableFuture<byte[]>> waiting) {
    this.waiting = waiting;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
    frame.skipBytes(FrameEncoder.HEADER_BYTES);
    CompletableFuture<byte[]> answer = waiting.remove(frame.readLong());
    if (answer != null) {
      answer.complete(ByteBufUtil.getBytes(frame));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    IOException closed = new IOException("the connection is closed");
    waiting.values().forEach(answer -> answer.completeExceptionally(closed));
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var unused = ctx.close();
  }
}
