package io.belay.samples.server;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.heartbeat.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one client's frames back to it. The answers to what came in one read leave as one burst,
 * and a client that does not take its answers is not read from until it does: it costs at most the
 * channel's high-water mark and the answers to one read.
 */
final class EchoHandler extends ChannelInboundHandlerAdapter implements FrameListener {
  private static final Logger LOG = LoggerFactory.getLogger(EchoServer.class);
  private static final int BURST_BYTES = 64 << 10;

  // Event loop only.
  private @Nullable ByteBuf burst;
  private int answers;

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    if (type == FrameType.REQUEST) {
      echo(ctx, FrameType.RESPONSE, in, length);
      answers++;
    } else {
      echo(ctx, type, in, length);
    }
  }

  /** The connection is closed by {@link ServerConnection}. */
  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    LOG.warn("{}: {}", ctx.channel().remoteAddress(), error.message());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    writeBurst(ctx);
    ctx.flush();
    answered(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (burst != null) {
      burst.release();
      burst = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.warn("{}: closed", ctx.channel().remoteAddress(), cause);
    var unused = ctx.close();
  }

  /** A request's payload, id and body, is its answer's too. */
  private void echo(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    int bytes = FrameEncoder.HEADER_BYTES + length;
    if (burst != null && burst.writableBytes() < bytes) {
      writeBurst(ctx);
    }
    ByteBuf out = burst != null ? burst : newBurst(ctx, in, bytes);
    FrameEncoder.writeHeader(out, type, length);
    out.writeBytes(in, length);
  }

  private ByteBuf newBurst(ChannelHandlerContext ctx, ByteBuf in, int atLeast) {
    int unread = FrameEncoder.HEADER_BYTES + in.readableBytes();
    ByteBuf made = ctx.alloc().ioBuffer(Math.max(atLeast, Math.min(unread, BURST_BYTES)));
    burst = made;
    return made;
  }

  private void writeBurst(ChannelHandlerContext ctx) {
    if (burst != null) {
      var unused = ctx.write(burst, ctx.voidPromise());
      burst = null;
      if (!ctx.channel().isWritable()) {
        ctx.flush();
      }
    }
  }

  /** Now that the answers are written, a connection that takes its leave may end behind them. */
  private void answered(ChannelHandlerContext ctx) {
    if (answers > 0) {
      ServerConnection connection = ServerConnection.of(ctx.channel());
      for (; answers > 0; answers--) {
        connection.answered();
      }
    }
  }
}
