package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Receives what a {@link FrameDecoder} finds, on the channel's event loop. Frames arrive as a type
 * and a stretch of the decoder's own buffer, so that a frame costs no object. What a callback
 * throws goes to the pipeline's {@code exceptionCaught}, and decoding goes on.
 */
public interface FrameListener {

  /**
   * Bytes came in. Called below the decoding, before any frame that they complete: a large frame
   * that arrives slowly is evidence of life long before it is whole.
   *
   * @param ctx the decoder's context
   * @param bytes how many
   */
  default void onBytes(ChannelHandlerContext ctx, int bytes) {}

  /**
   * A whole frame of an allowed type and length.
   *
   * @param ctx the decoder's context
   * @param type the frame's type, never a reserved one
   * @param in the decoder's buffer, readable from the payload's first byte; valid during the call
   *     only. The listener may read up to {@code length} bytes of it, or none: the decoder moves on
   *     by itself.
   * @param length the payload's length in bytes
   */
  void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length);

  /**
   * The input is not the wire format. Called at most once a connection; no further frame will come.
   * The listener closes the connection.
   *
   * @param ctx the decoder's context
   * @param error what is wrong
   */
  void onWireError(ChannelHandlerContext ctx, WireError error);
}
