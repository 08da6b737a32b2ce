package io.belay.benchmarks;

import io.belay.codec.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The bytes of several RESPONSE frames as one read of a socket brings them: in a pooled direct
 * buffer, which can be read again and again.
 */
public final class Burst implements AutoCloseable {
  /** How many frames a burst has. */
  public static final int FRAMES = 64;

  /** The length of each frame's body, in bytes. */
  public static final int BODY_BYTES = 64;

  /** The length of each frame on the wire, in bytes. */
  public static final int FRAME_BYTES = FrameEncoder.HEADER_BYTES + Long.BYTES + BODY_BYTES;

  private final ByteBuf bytes =
      PooledByteBufAllocator.DEFAULT.directBuffer(FRAMES * FRAME_BYTES, FRAMES * FRAME_BYTES);

  /** Makes a burst of answers to the requests 1 to {@link #FRAMES}. */
  public Burst() {
    for (int i = 0; i < FRAMES; i++) {
      FrameEncoder.writeResponse(bytes, i + 1, body(i));
    }
  }

  /** The body of a frame; no two of a burst are alike. */
  public static byte[] body(int index) {
    byte[] body = new byte[BODY_BYTES];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (index + i);
    }
    return body;
  }

  /** Makes the frame at an index the answer to another request. */
  public void answer(int index, long id) {
    bytes.setLong(index * FRAME_BYTES + FrameEncoder.HEADER_BYTES, id);
  }

  /** All of its bytes, unread, for a decoder to release. */
  public ByteBuf read() {
    return bytes.setIndex(0, FRAMES * FRAME_BYTES).retain();
  }

  @Override
  public void close() {
    bytes.release();
  }
}
