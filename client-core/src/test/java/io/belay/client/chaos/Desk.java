package io.belay.client.chaos;

import io.belay.codec.ErrorCode;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.heartbeat.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;

/** One connection of an {@link OracleProgram}: takes requests, and hands out what comes of them. */
final class Desk implements FrameListener {
  private final Channel channel;
  private final Workshop workshop;

  Desk(Channel channel, Workshop workshop) {
    this.channel = channel;
    this.workshop = workshop;
  }

  @Override
  public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
    if (type == FrameType.REQUEST) {
      long id = in.readLong();
      workshop.request(this, id, bytes(in, length - Long.BYTES));
    } else if (type == FrameType.ONE_WAY) {
      workshop.message(bytes(in, length));
    }
  }

  @Override
  public void onWireError(ChannelHandlerContext ctx, WireError error) {
    // That a frame is cut off by the end of its connection is nobody's fault.
    if (!(error instanceof WireError.Truncated)) {
      workshop.misspoken();
    }
  }

  /** Answers a request. Event loop only, as all of this. */
  void answer(long id, byte[] answer) {
    ByteBuf out = channel.alloc().ioBuffer();
    FrameEncoder.writeResponse(out, id, answer);
    write(out);
  }

  /** Says that a request was refused. */
  void refuse(long id, long op) {
    error(id, ErrorCode.OVERLOADED, op);
  }

  /** Says that a request failed. */
  void fail(long id, long op) {
    error(id, ErrorCode.FIRST_APPLICATION, op);
  }

  private void error(long id, long code, long op) {
    ByteBuf out = channel.alloc().ioBuffer();
    FrameEncoder.writeError(out, new RemoteError(id, code, Op.errorText(op)));
    write(out);
  }

  /** Where its work is done. */
  EventLoop loop() {
    return channel.eventLoop();
  }

  void answered() {
    ServerConnection.of(channel).answered();
  }

  private void write(ByteBuf out) {
    channel.writeAndFlush(out, channel.voidPromise());
  }

  private static byte[] bytes(ByteBuf in, int length) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return bytes;
  }
}
