package io.belay.client.internal;

import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.heartbeat.OutboundMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.util.concurrent.GenericProgressiveFutureListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests from a connection's queue to its socket. Event loop only.
 *
 * <p>Requests that come together are encoded into one buffer, written and flushed once. At most
 * {@link #WINDOW} bytes of them are in the channel's own buffer at a time; the rest waits here, so
 * that a PING never stands behind megabytes, and so that what was certainly not sent is known:
 * every exchange remembers at which offset of the byte stream its frame ends, and the transport
 * reports how far the socket got.
 *
 * <p>Under TLS the transport counts other bytes than these, and only tells when it took the last
 * record of a burst. That proves less: of the oldest burst not taken, any record may be out. Of the
 * bursts behind it none is, not even what shares a record with its end.
 */
final class Outbound<Q, R> {
  static final int WINDOW = 256 << 10;

  private static final int HAND_OVER = 64 << 10;

  /** What the owner is told. */
  interface Owner<Q, R> {
    /** The exchange cannot be sent on any connection. */
    void rejected(Exchange<Q, R> exchange, RequestRejectedException failure);

    /** Whether more bytes wait here than should, so that requests had better go elsewhere. */
    void congested(boolean congested);

    /** The local socket took the whole of a message that wants no answer. */
    void oneWaySent(Exchange<Q, R> exchange);

    /** The socket failed. */
    void writeFailed(Throwable cause);
  }

  private final Channel channel;
  // Below TLS, if it is TLS.
  private final @Nullable OutboundMeter meter;
  private final Wire<Q, R> wire;
  private final ExchangeTable<Q, R> table;
  private final Owner<Q, R> owner;
  private final long maxPendingBytes;

  // Exchanges that wait for the window to open, oldest first.
  private final ArrayDeque<Exchange<Q, R>> pending = new ArrayDeque<>();
  // Read by snapshots too.
  private final AtomicLong pendingBytes = new AtomicLong();

  // One-way messages whose bytes were encoded and not yet taken by the socket, oldest first.
  private final ArrayDeque<Exchange<Q, R>> oneWays = new ArrayDeque<>();

  private boolean congested;

  // The buffer being filled, and how large the last one became.
  private @Nullable ByteBuf burst;
  private int usualBurst = 256;

  // Offsets in the stream of this connection's bytes: of the burst's start, and how far we got.
  private long burstStart;
  private long encoded;
  private long taken;

  // Those that the socket did not take whole, oldest first.
  private final ArrayDeque<Progress> bursts = new ArrayDeque<>();

  Outbound(
      Channel channel,
      @Nullable OutboundMeter meter,
      Wire<Q, R> wire,
      ExchangeTable<Q, R> table,
      Owner<Q, R> owner,
      long maxPendingBytes) {
    this.channel = channel;
    this.meter = meter;
    this.wire = wire;
    this.table = table;
    this.owner = owner;
    this.maxPendingBytes = maxPendingBytes;
  }

  /**
   * Encodes the exchange, or queues it while the window is shut. {@link #flush} follows.
   *
   * @return false if too many bytes wait here already
   */
  boolean admit(Exchange<Q, R> exchange) {
    if (pending.isEmpty() && windowOpen()) {
      encode(exchange);
      return true;
    }
    long size = sizeOf(exchange);
    if (pendingBytes.get() + size > maxPendingBytes) {
      congested(true);
      return false;
    }
    pendingBytes.addAndGet(size);
    pending.add(exchange);
    return true;
  }

  /** Whether the exchange is too large to wait here, however little else does. */
  boolean neverFits(Exchange<Q, R> exchange) {
    return sizeOf(exchange) > maxPendingBytes;
  }

  /** Hands what was encoded to the socket. */
  void flush() {
    handOver();
    channel.flush();
  }

  /** Writes and flushes what the protocol says first. */
  void opening() {
    wire.encodeOpening(burst(64));
    advance();
  }

  /** Writes and flushes a probe, before everything that waits here. */
  ChannelFuture probe(long sequence) {
    wire.encodeProbe(sequence, burst(64));
    advance();
    ChannelFuture written = writeBurst();
    channel.flush();
    return written;
  }

  /** Writes and flushes a farewell, if the protocol has one. */
  boolean farewell() {
    boolean said = wire.encodeFarewell(burst(64));
    advance();
    flush();
    return said;
  }

  /** Bytes that wait here for the window to open. */
  long pendingBytes() {
    return pendingBytes.get();
  }

  /** How many bytes the socket took since the connection was made. Never falls. */
  long taken() {
    return meter == null ? taken : meter.bytesTaken();
  }

  /** Bytes that were handed to the channel and not yet taken by the socket. */
  long outstanding() {
    return encoded - taken;
  }

  /** Whether the peer certainly cannot read the exchange's last byte. */
  boolean isProvenUnsent(Exchange<Q, R> exchange) {
    Progress oldest = meter == null ? null : bursts.peek();
    return oldest == null ? isBeyondTaken(exchange) : exchange.endOffset - oldest.end() > 0;
  }

  private boolean isBeyondTaken(Exchange<Q, R> exchange) {
    return exchange.endOffset - taken > 0;
  }

  /** Forgets an exchange that waits here, or a one-way message that the socket has not taken. */
  boolean remove(Exchange<Q, R> exchange) {
    if (pending.remove(exchange)) {
      pendingBytes.addAndGet(-sizeOf(exchange));
      return true;
    }
    return oneWays.remove(exchange);
  }

  /** Takes out those of the waiting exchanges that the test chooses. */
  void removePending(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    List<Exchange<Q, R>> out = pending.stream().filter(chosen).toList();
    out.forEach(this::remove);
    out.forEach(removed);
  }

  /** Takes out those of the one-way messages not yet taken by the socket that the test chooses. */
  void removeOneWays(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    List<Exchange<Q, R>> out = oneWays.stream().filter(chosen).toList();
    out.forEach(oneWays::remove);
    out.forEach(removed);
  }

  /** Takes out the oldest exchange that waits here. */
  @Nullable Exchange<Q, R> pollPending() {
    Exchange<Q, R> exchange = pending.poll();
    if (exchange != null) {
      pendingBytes.addAndGet(-sizeOf(exchange));
    }
    return exchange;
  }

  /** Takes out the oldest one-way message that the socket has not taken. */
  @Nullable Exchange<Q, R> pollOneWay() {
    return oneWays.poll();
  }

  /** Drops what was encoded and never handed over. */
  void release() {
    if (burst != null) {
      burst.release();
      burst = null;
    }
  }

  private void congested(boolean now) {
    if (congested != now) {
      congested = now;
      owner.congested(now);
    }
  }

  private boolean windowOpen() {
    return encoded - taken < WINDOW;
  }

  private void encode(Exchange<Q, R> exchange) {
    long size = sizeOf(exchange);
    if (size > wire.maxSize()) {
      reject(
          exchange,
          RequestRejectedException.Reason.TOO_LARGE,
          "%d bytes (limit: %d)".formatted(size, wire.maxSize()),
          null);
      return;
    }
    ByteBuf out = burst((int) size);
    int start = out.writerIndex();
    if (!exchange.oneWay) {
      table.add(exchange);
    }
    try {
      if (exchange.oneWay) {
        wire.encodeOneWay(exchange.request, out);
      } else {
        wire.encodeRequest(exchange.id, exchange.request, out);
      }
    } catch (Exception e) {
      out.writerIndex(start);
      if (!exchange.oneWay) {
        table.remove(exchange);
      }
      reject(
          exchange,
          RequestRejectedException.Reason.ENCODE_FAILED,
          "the request cannot be encoded",
          e);
      return;
    }
    advance();
    exchange.endOffset = encoded;
    if (exchange.oneWay) {
      oneWays.add(exchange);
    }
    if (out.readableBytes() >= HAND_OVER) {
      handOver();
    }
  }

  private void reject(
      Exchange<Q, R> exchange,
      RequestRejectedException.Reason reason,
      String detail,
      @Nullable Throwable cause) {
    FailureContext context = FailureContext.of(Phase.WRITE).withDelivery(Delivery.NOT_SENT);
    RequestRejectedException failure =
        BelayFailures.requestRejected(context, reason, detail, cause);
    owner.rejected(exchange, failure);
  }

  private long sizeOf(Exchange<Q, R> exchange) {
    return exchange.oneWay
        ? wire.sizeOfOneWay(exchange.request)
        : wire.sizeOfRequest(exchange.request);
  }

  private ByteBuf burst(int size) {
    if (burst == null) {
      burst = channel.alloc().ioBuffer(Math.max(size, usualBurst));
      burstStart = encoded;
    }
    return burst;
  }

  private void advance() {
    if (burst != null) {
      encoded = burstStart + burst.readableBytes();
    }
  }

  private void handOver() {
    if (burst != null) {
      // Its progress is followed by a listener.
      var unused = writeBurst();
    }
  }

  private ChannelFuture writeBurst() {
    ByteBuf full = burst;
    if (full == null || !full.isReadable()) {
      release();
      return channel.newSucceededFuture();
    }
    burst = null;
    usualBurst = Math.max(256, Math.min(full.readableBytes(), HAND_OVER));
    ChannelProgressivePromise promise = channel.newProgressivePromise();
    Progress progress = new Progress(burstStart, full.readableBytes());
    bursts.add(progress);
    promise.addListener(progress);
    return channel.write(full, promise);
  }

  private void taken(long offset) {
    taken = offset;
    while (true) {
      Exchange<Q, R> sent = oneWays.peek();
      if (sent == null || isBeyondTaken(sent)) {
        break;
      }
      oneWays.remove();
      owner.oneWaySent(sent);
    }
    if (congested && pendingBytes.get() <= maxPendingBytes / 2) {
      congested(false);
    }
    if (!pending.isEmpty() && windowOpen()) {
      while (!pending.isEmpty() && windowOpen()) {
        Exchange<Q, R> exchange = pollPending();
        if (exchange != null) {
          encode(exchange);
        }
      }
      flush();
    }
  }

  /** Follows one burst into the socket. */
  private final class Progress
      implements GenericProgressiveFutureListener<ChannelProgressiveFuture> {
    private final long start;
    private final long length;

    Progress(long start, long length) {
      this.start = start;
      this.length = length;
    }

    long end() {
      return start + length;
    }

    @Override
    public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
      taken(start + progress);
    }

    @Override
    public void operationComplete(ChannelProgressiveFuture future) {
      if (future.isSuccess()) {
        bursts.remove();
        taken(end());
      } else {
        owner.writeFailed(future.cause());
      }
    }
  }
}
