package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a payload that arrives in more than one read. What it reserves is at most twice what came
 * (or {@value #MIN_CAPACITY} bytes) and never more than the payload, so that an announcement alone
 * costs nothing, and a byte is copied twice on average however long the payload is.
 */
final class PayloadBuffer {
  private static final int MIN_CAPACITY = 256;

  private @Nullable ByteBuf gathered;

  /** Moves {@code bytes} of the input here, for a payload that will have {@code length} of them. */
  void add(ByteBufAllocator allocator, ByteBuf in, int bytes, int length) {
    if (bytes == 0) {
      return;
    }
    int received = bytes + (gathered == null ? 0 : gathered.readableBytes());
    int enough = Math.min(length, Math.max(MIN_CAPACITY, 2 * received));
    if (gathered == null) {
      gathered = allocator.buffer(enough, length);
    } else if (gathered.writableBytes() < bytes) {
      gathered.capacity(enough);
    }
    gathered.writeBytes(in, bytes);
  }

  /** The first bytes, of which so many are here. */
  long firstLong() {
    if (gathered == null) {
      throw new IllegalStateException("nothing was gathered");
    }
    return gathered.getLong(gathered.readerIndex());
  }

  /** Hands the whole payload over to the caller, who releases it. */
  ByteBuf take() {
    ByteBuf whole = gathered;
    if (whole == null) {
      throw new IllegalStateException("nothing was gathered");
    }
    gathered = null;
    return whole;
  }

  void release() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
