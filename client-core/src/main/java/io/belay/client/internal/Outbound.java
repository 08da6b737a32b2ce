package io.belay.client.internal;

import io.belay.client.error.RequestRejectedException;
import io.belay.client.protocol.Wire;
import io.belay.heartbeat.OutboundMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests from a connection's queue to its socket. Event loop only.
 *
 * <p>They are {@linkplain RequestEncoder encoded} into {@link Bursts}, whose window says how many
 * bytes may be in the channel's own buffer at a time; the rest waits in a {@link Backlog}, so that
 * a PING never stands behind megabytes, and so that it is certainly not sent.
 */
final class Outbound<Q, R> implements Bursts.Owner {
  // More than what most protocols say of their own accord: a greeting, a probe, a farewell.
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

    /** Runs what runs the protocol's code: what that sends is not encoded before it returns. */
    void holdingArrivals(Runnable protocol);

    /** The local socket took the whole of a message that wants no answer. */
    void oneWaySent(Exchange<Q, R> exchange);

    /** The socket failed. */
    void writeFailed(Throwable cause);
  }

  private final Channel channel;
  private final Bursts bursts;
  private final RequestEncoder<Q, R> encoder;
  private final Wire<Q> wire;
  // Where even the answer to a probe is told by its turn.
  private final @Nullable AnswerOrder probeOrder;
  private final Owner<Q, R> owner;
  private final Backlog<Q, R> backlog;

  // One-way messages whose bytes were encoded and not yet taken by the socket, oldest first.
  private final ArrayDeque<Exchange<Q, R>> oneWays = new ArrayDeque<>(FEW);

  private boolean congested;

  Outbound(
      Channel channel,
      @Nullable OutboundMeter meter,
      boolean progressIsProof,
      Wire<Q> wire,
      Traits traits,
      ExchangeTable<Q, R> table,
      @Nullable AnswerOrder order,
      Owner<Q, R> owner,
      long maxPendingBytes) {
    this.channel = channel;
    bursts = new Bursts(channel, meter, progressIsProof, this);
    this.wire = wire;
    this.owner = owner;
    probeOrder = traits.probesInOrder() ? order : null;
    encoder = new RequestEncoder<>(bursts, wire, traits, table, order, owner);
    backlog = new Backlog<>(maxPendingBytes);
  }

  /* ---- What the protocol says of its own accord. */

  /** Encodes a part of the opening dialogue. {@link #flush} follows. */
  void say(Consumer<ByteBuf> words) {
    words.accept(bursts.buffer(SHORT_FRAME));
    bursts.appended();
  }

  /** Writes and flushes a probe, before everything that waits here. */
  ChannelFuture probe(long sequence) {
    boolean appended =
        append(
            out -> {
              wire.encodeProbe(sequence, out);
              return true;
            });
    if (appended && probeOrder != null) {
      probeOrder.probeSent(sequence);
    }
    return bursts.writeAndFlush();
  }

  /** Writes and flushes a farewell, if the protocol has one. */
  boolean farewell() {
    boolean said = append(wire::encodeFarewell);
    bursts.flush();
    return said;
  }

  /** What a protocol throws ends the connection, as if one of its handlers had thrown it. */
  private boolean append(Predicate<ByteBuf> words) {
    ByteBuf out = bursts.buffer(SHORT_FRAME);
    int start = out.writerIndex();
    try {
      boolean[] said = new boolean[1];
      owner.holdingArrivals(() -> said[0] = words.test(out));
      bursts.appended();
      return said[0];
    } catch (Throwable thrown) {
      out.writerIndex(start);
      channel.pipeline().fireExceptionCaught(thrown);
      return false;
    }
  }

  /* ---- What callers send. */

  /**
   * Encodes the exchange, or queues it while the window is shut. {@link #flush} follows.
   *
   * @return false if too many bytes wait here already
   */
  boolean admit(Exchange<Q, R> exchange) {
    if (backlog.isEmpty() && bursts.windowOpen()) {
      encode(exchange);
      return true;
    }
    try {
      // Asked for once: a request that is given up may be another one by the time that it leaves.
      exchange.size = (int) Math.min(Integer.MAX_VALUE, encoder.sizeOf(exchange));
    } catch (Throwable e) {
      encoder.rejectUnencodable(exchange, e);
      return true;
    }
    boolean first = backlog.isEmpty();
    if (!backlog.add(exchange)) {
      congested(true);
      return false;
    }
    if (first) {
      owner.requestBegins();
    }
    return true;
  }

  /** Whether anything waits here for the window to open. */
  boolean holdsBack() {
    return !backlog.isEmpty();
  }

  /** Whether the exchange is too large to wait here, however little else does. */
  boolean neverFits(Exchange<Q, R> exchange) {
    return backlog.neverFits(exchange);
  }

  /** Hands what was encoded to the socket. */
  void flush() {
    bursts.flush();
  }

  /** Bytes that wait here for the window to open. Any thread. */
  long pendingBytes() {
    return backlog.bytes();
  }

  /** How many bytes the socket took since the connection was made. Never falls. */
  long taken() {
    return bursts.taken();
  }

  /** How many bytes of the protocol the socket took, or TLS above it. Any thread. */
  long carried() {
    return bursts.carried();
  }

  /** Whether the transport proves that the peer cannot have acted on the exchange. */
  boolean isProvenUnsent(Exchange<Q, R> exchange) {
    return bursts.isProvenUnsent(encoder.decisiveOffset(exchange));
  }

  /** Forgets an exchange that waits here, or a one-way message that the socket has not taken. */
  boolean remove(Exchange<Q, R> exchange) {
    return backlog.remove(exchange) || oneWays.remove(exchange);
  }

  /** Takes out those of the waiting exchanges that the test chooses. */
  void removePending(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    backlog.removeIf(chosen, removed);
  }

  /** Takes out those of the one-way messages not yet taken by the socket that the test chooses. */
  void removeOneWays(Predicate<Exchange<Q, R>> chosen, Consumer<Exchange<Q, R>> removed) {
    List<Exchange<Q, R>> out = oneWays.stream().filter(chosen).toList();
    out.forEach(oneWays::remove);
    out.forEach(removed);
  }

  /** Takes out the oldest exchange that waits here. */
  @Nullable Exchange<Q, R> pollPending() {
    return backlog.poll();
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
    long start = bursts.appended();
    if (encoder.encode(exchange)) {
      if (exchange.oneWay) {
        oneWays.add(exchange);
      }
      // Last, since a write that fails at once ends everything that is carried.
      bursts.writeUnlessRoomFor((int) (exchange.endOffset - start));
    }
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
    if (congested && backlog.hasRoom()) {
      congested(false);
    }
    if (!backlog.isEmpty() && bursts.windowOpen()) {
      owner.holdingArrivals(this::encodePending);
      flush();
    }
  }

  private void encodePending() {
    for (Exchange<Q, R> next = backlog.poll(); next != null; next = nextPending()) {
      encode(next);
    }
  }

  private @Nullable Exchange<Q, R> nextPending() {
    return bursts.windowOpen() ? backlog.poll() : null;
  }

  @Override
  public void writeFailed(Throwable cause) {
    owner.writeFailed(cause);
  }
}
