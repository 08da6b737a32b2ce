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
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests from a connection's queue to its socket. Event loop only.
 *
 * <p>They are encoded into {@link Bursts}, whose window says how many bytes may be in the channel's
 * own buffer at a time; the rest waits here, so that a PING never stands behind megabytes, and so
 * that it is certainly not sent.
 */
final class Outbound<Q, R> implements Bursts.Owner {
  // More than what a protocol says of its own accord: a greeting, a probe, a farewell.
  private static final int SHORT_FRAME = 64;

  /** Most connections rest most of the time. */
  private static final int FEW = 1;

  /** What the owner is told. */
  interface Owner<Q, R> {
    /** The exchange cannot be sent on any connection. */
    void rejected(Exchange<Q, R> exchange, RequestRejectedException failure);

    /** Whether more bytes wait here than should, so that requests had better go elsewhere. */
    void congested(boolean congested);

    /** A request begins to wait, for its answer or for the window, and none did until now. */
    void requestBegins();

    /** The local socket took the whole of a message that wants no answer. */
    void oneWaySent(Exchange<Q, R> exchange);

    /** The socket failed. */
    void writeFailed(Throwable cause);
  }

  private final Bursts bursts;
  private final Wire<Q, R> wire;
  private final ExchangeTable<Q, R> table;
  private final Owner<Q, R> owner;
  private final long maxPendingBytes;

  // Exchanges that wait for the window to open, oldest first.
  private final ArrayDeque<Exchange<Q, R>> pending = new ArrayDeque<>(FEW);
  // Read by snapshots too.
  private final AtomicLong pendingBytes = new AtomicLong();

  // One-way messages whose bytes were encoded and not yet taken by the socket, oldest first.
  private final ArrayDeque<Exchange<Q, R>> oneWays = new ArrayDeque<>(FEW);

  private boolean congested;

  Outbound(
      Channel channel,
      @Nullable OutboundMeter meter,
      boolean progressIsProof,
      Wire<Q, R> wire,
      ExchangeTable<Q, R> table,
      Owner<Q, R> owner,
      long maxPendingBytes) {
    bursts = new Bursts(channel, meter, progressIsProof, this);
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
    if (pending.isEmpty() && bursts.windowOpen()) {
      encode(exchange);
      return true;
    }
    long size;
    try {
      size = sizeOf(exchange);
    } catch (Throwable e) {
      rejectUnencodable(exchange, e);
      return true;
    }
    if (pendingBytes.get() + size > maxPendingBytes) {
      congested(true);
      return false;
    }
    pendingBytes.addAndGet(size);
    if (pending.isEmpty()) {
      owner.requestBegins();
    }
    pending.add(exchange);
    return true;
  }

  /** Whether anything waits here for the window to open. */
  boolean holdsBack() {
    return !pending.isEmpty();
  }

  /** Whether the exchange is too large to wait here, however little else does. */
  boolean neverFits(Exchange<Q, R> exchange) {
    return sizeOf(exchange) > maxPendingBytes;
  }

  /** Hands what was encoded to the socket. */
  void flush() {
    bursts.flush();
  }

  /** Encodes what the protocol says first. {@link #flush} follows. */
  void opening() {
    wire.encodeOpening(bursts.buffer(SHORT_FRAME));
    bursts.appended();
  }

  /** Writes and flushes a probe, before everything that waits here. */
  ChannelFuture probe(long sequence) {
    wire.encodeProbe(sequence, bursts.buffer(SHORT_FRAME));
    bursts.appended();
    return bursts.writeAndFlush();
  }

  /** Writes and flushes a farewell, if the protocol has one. */
  boolean farewell() {
    boolean said = wire.encodeFarewell(bursts.buffer(SHORT_FRAME));
    bursts.appended();
    bursts.flush();
    return said;
  }

  /** Bytes that wait here for the window to open. */
  long pendingBytes() {
    return pendingBytes.get();
  }

  /** How many bytes the socket took since the connection was made. Never falls. */
  long taken() {
    return bursts.taken();
  }

  /** How many bytes of the protocol the socket took, or TLS above it. Any thread. */
  long carried() {
    return bursts.carried();
  }

  /** Whether it is proven that the exchange's last byte was not written. */
  boolean isProvenUnsent(Exchange<Q, R> exchange) {
    return bursts.isProvenUnsent(exchange.endOffset);
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
    bursts.release();
  }

  private void congested(boolean now) {
    if (congested != now) {
      congested = now;
      owner.congested(now);
    }
  }

  private void encode(Exchange<Q, R> exchange) {
    long size;
    try {
      size = sizeOf(exchange);
    } catch (Throwable e) {
      rejectUnencodable(exchange, e);
      return;
    }
    if (size > wire.maxSize()) {
      reject(
          exchange,
          RequestRejectedException.Reason.TOO_LARGE,
          "%d bytes (limit: %d)".formatted(size, wire.maxSize()),
          null);
      return;
    }
    ByteBuf out = bursts.buffer((int) size);
    int start = out.writerIndex();
    if (!exchange.oneWay) {
      if (table.size() == 0) {
        owner.requestBegins();
      }
      table.add(exchange);
    }
    try {
      if (exchange.oneWay) {
        wire.encodeOneWay(exchange.request, out);
      } else {
        wire.encodeRequest(exchange.id, exchange.request, out);
      }
    } catch (Throwable e) {
      out.writerIndex(start);
      if (!exchange.oneWay) {
        table.remove(exchange);
      }
      rejectUnencodable(exchange, e);
      return;
    }
    exchange.endOffset = bursts.appended();
    if (exchange.oneWay) {
      oneWays.add(exchange);
    }
    // Last, since a write that fails at once ends everything that is carried.
    bursts.writeUnlessRoomFor((int) size);
  }

  /** An Error too is the request's own, or those that come with it would be lost. */
  private void rejectUnencodable(Exchange<Q, R> exchange, Throwable cause) {
    reject(
        exchange,
        RequestRejectedException.Reason.ENCODE_FAILED,
        "the request cannot be encoded",
        cause);
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

  @Override
  public void advanced() {
    while (true) {
      Exchange<Q, R> sent = oneWays.peek();
      if (sent == null || bursts.isBeyondTaken(sent.endOffset)) {
        break;
      }
      oneWays.remove();
      owner.oneWaySent(sent);
    }
    if (congested && pendingBytes.get() <= maxPendingBytes / 2) {
      congested(false);
    }
    if (!pending.isEmpty() && bursts.windowOpen()) {
      while (!pending.isEmpty() && bursts.windowOpen()) {
        Exchange<Q, R> exchange = pollPending();
        if (exchange != null) {
          encode(exchange);
        }
      }
      flush();
    }
  }

  @Override
  public void writeFailed(Throwable cause) {
    owner.writeFailed(cause);
  }
}
