package io.belay.samples.server;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.Hello;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.PongAnswerer;
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
  private final PongAnswerer pongs = new PongAnswerer();
  private @Nullable ByteBuf burst;

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    switch (type) {
      case FrameType.PING ->
          pongs.answer(ctx, in, length).ifPresent(tooMany -> onWireError(ctx, tooMany));
      case FrameType.HELLO -> hello(ctx);
      case FrameType.REQUEST -> echo(ctx, FrameType.RESPONSE, in, length);
      case FrameType.PONG, FrameType.GOAWAY -> {}
      case FrameType.RESPONSE, FrameType.ERROR ->
          onWireError(ctx, new WireError.OutOfPlace(type, "a server asks nothing"));
      default -> echo(ctx, type, in, length);
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    LOG.warn("{}: {}; closed", ctx.channel().remoteAddress(), error.message());
    ctx.close();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    writeBurst(ctx);
    ctx.flush();
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
    LOG.info("{}: closed after {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  /** A request's payload, id and body, is its answer's too. */
  private void echo(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    int bytes = FrameEncoder.HEADER_BYTES + length;
    ByteBuf out = burst;
    if (out != null && out.writableBytes() < bytes) {
      writeBurst(ctx);
      out = null;
    }
    if (out == null) {
      int unread = FrameEncoder.HEADER_BYTES + in.readableBytes();
      out = ctx.alloc().ioBuffer(Math.max(bytes, Math.min(unread, BURST_BYTES)));
      burst = out;
    }
    FrameEncoder.writeHeader(out, type, length);
    out.writeBytes(in, length);
  }

  private void writeBurst(ChannelHandlerContext ctx) {
    if (burst != null) {
      ctx.write(burst, ctx.voidPromise());
      burst = null;
      if (!ctx.channel().isWritable()) {
        ctx.flush();
      }
    }
  }

  private static void hello(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().ioBuffer();
    FrameEncoder.writeHello(
        out,
        new Hello(
            Hello.VERSION, 0, 0, 0, WireOptions.DEFAULT.maxPayload(), Hello.NO_CLIENT, 0, 0));
    ctx.write(out, ctx.voidPromise());
  }
}
