package io.belay.client.internal;

import io.belay.heartbeat.OutboundMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.util.concurrent.GenericProgressiveFutureListener;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that one connection sends, and how far the socket got with them. Event loop only.
 *
 * <p>What comes together is encoded into one buffer, a burst, which is one write and has one
 * promise. Every frame ends at an offset of the stream, and the transport reports how far the
 * socket got, so that what was certainly not sent is known.
 *
 * <p>Under TLS the transport counts other bytes than these. A burst counts as taken when the last
 * of its records is, which may be told late and out of order, so it proves nothing of what was not.
 * io_uring may take bytes, too, and end without reporting them.
 */
final class Bursts {
  /** At most so many bytes are in the channel's own buffer, and what one frame has beyond. */
  static final int WINDOW = 256 << 10;

  // The largest buffer that Netty's adaptive allocator keeps ready in this size: a larger one is
  // cut out of a chunk, or allocated anew. One system call writes several.
  private static final int LARGEST = 16 << 10;
  private static final int SMALLEST = 256;

  private static final AtomicLongFieldUpdater<Bursts> TAKEN =
      AtomicLongFieldUpdater.newUpdater(Bursts.class, "taken");

  /** What the owner is told. */
  interface Owner {
    /** The socket took more bytes. */
    void advanced();

    /** The socket failed. */
    void writeFailed(Throwable cause);
  }

  private final Channel channel;
  // Below TLS, if it is TLS.
  private final @Nullable OutboundMeter meter;
  private final boolean tellsWhatWasTaken;
  private final Owner owner;

  // The buffer being filled, and how large the next one will be.
  private @Nullable ByteBuf burst;
  private int usualSize = SMALLEST;

  // Offsets in the stream of this connection's bytes: of the burst's start, and how far we got.
  private long burstStart;
  private long encoded;
  // Read by snapshots too, which may come a little late.
  private volatile long taken;

  /**
   * Nothing was sent yet.
   *
   * @param progressIsProof whether the transport took nothing but what it reports
   */
  Bursts(Channel channel, @Nullable OutboundMeter meter, boolean progressIsProof, Owner owner) {
    this.channel = channel;
    this.meter = meter;
    tellsWhatWasTaken = progressIsProof && meter == null;
    this.owner = owner;
  }

  /** The buffer to append a frame of this size to; {@link #appended} follows. */
  ByteBuf buffer(int size) {
    if (burst == null) {
      burst = channel.alloc().ioBuffer(Math.max(size, usualSize));
      burstStart = encoded;
    }
    return burst;
  }

  /** A frame was appended. Returns the offset of its end. */
  long appended() {
    if (burst != null) {
      encoded = burstStart + burst.readableBytes();
    }
    return encoded;
  }

  /** Writes the burst if another frame of this size would have to move it into a larger buffer. */
  void writeUnlessRoomFor(int size) {
    if (burst != null && burst.writableBytes() < size) {
      usualSize = Math.min(usualSize * 2, LARGEST);
      var unused = write();
    }
  }

  /** Hands what was appended to the socket. */
  void flush() {
    var unused = writeAndFlush();
  }

  /** Hands what was appended to the socket, and tells when that took all of it. */
  ChannelFuture writeAndFlush() {
    if (burst != null) {
      int needed = Math.min(burst.readableBytes() * 2, LARGEST);
      usualSize = Math.max(SMALLEST, Math.max(usualSize / 2, Integer.highestOneBit(needed)));
    }
    ChannelFuture end = write();
    channel.flush();
    return end;
  }

  /** Drops what was appended and never written. */
  void release() {
    if (burst != null) {
      burst.release();
      burst = null;
    }
  }

  /** Whether the channel's own buffer may be given more. */
  boolean windowOpen() {
    return encoded - taken < WINDOW;
  }

  /** How many bytes the socket took since the connection was made. Never falls. */
  long taken() {
    return meter == null ? taken : meter.bytesTaken();
  }

  /** How many bytes of the protocol the socket took, or TLS above it. Any thread. */
  long carried() {
    return taken;
  }

  /** Whether the socket, or TLS above it, took nothing of the byte before this offset. */
  boolean isBeyondTaken(long offset) {
    return offset - taken > 0;
  }

  /**
   * Whether it is proven that the byte before this offset was not written. Where the transport, or
   * TLS, cannot tell, that is so only before the channel was given it.
   */
  boolean isProvenUnsent(long offset) {
    // What was given and not flushed may go out with what another handler flushes.
    long given = burst == null ? encoded : burstStart;
    return offset - (tellsWhatWasTaken ? taken : given) > 0;
  }

  private ChannelFuture write() {
    ByteBuf full = burst;
    if (full == null || !full.isReadable()) {
      release();
      return channel.newSucceededFuture();
    }
    burst = null;
    ChannelProgressivePromise promise = channel.newProgressivePromise();
    promise.addListener(new Progress(burstStart, encoded));
    return channel.write(full, promise);
  }

  private void taken(long offset) {
    TAKEN.lazySet(this, Math.max(taken, offset));
    owner.advanced();
  }

  /** Follows one burst into the socket. */
  private final class Progress
      implements GenericProgressiveFutureListener<ChannelProgressiveFuture> {
    private final long start;
    private final long end;

    Progress(long start, long end) {
      this.start = start;
      this.end = end;
    }

    @Override
    public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
      // A burst that was taken whole is about to be reported as complete.
      if (progress < total) {
        taken(start + progress);
      }
    }

    @Override
    public void operationComplete(ChannelProgressiveFuture future) {
      if (future.isSuccess()) {
        taken(end);
      } else {
        owner.writeFailed(future.cause());
      }
    }
  }
}
