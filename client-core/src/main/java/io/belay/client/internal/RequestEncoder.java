package io.belay.client.internal;

import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.protocol.Wire;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns exchanges into bytes, each as a whole or not at all: what a protocol throws is that
 * request's own business. Event loop only.
 */
final class RequestEncoder<Q, R> {
  /** No buffer is larger. */
  private static final long LARGEST = Integer.MAX_VALUE - 8;

  private final Bursts bursts;
  private final Wire<Q> wire;
  private final boolean peerActsOnParts;
  private final ExchangeTable<Q, R> table;
  // Where answers come in order.
  private final @Nullable AnswerOrder order;
  private final Outbound.Owner<Q, R> owner;

  RequestEncoder(
      Bursts bursts,
      Wire<Q> wire,
      Traits traits,
      ExchangeTable<Q, R> table,
      @Nullable AnswerOrder order,
      Outbound.Owner<Q, R> owner) {
    this.bursts = bursts;
    this.wire = wire;
    this.table = table;
    this.order = order;
    this.owner = owner;
    peerActsOnParts = traits.peerActsOnParts();
  }

  /**
   * Appends the exchange to the burst, and lets it await its answer.
   *
   * @return false if it was rejected instead
   */
  boolean encode(Exchange<Q, R> exchange) {
    long size;
    long limit;
    try {
      size = sizeOf(exchange);
      limit = Math.min(wire.maxSize(), LARGEST);
    } catch (Throwable e) {
      rejectUnencodable(exchange, e);
      return false;
    }
    if (size > limit) {
      reject(
          exchange,
          RequestRejectedException.Reason.TOO_LARGE,
          "%d bytes (limit: %d)".formatted(size, limit),
          null);
      return false;
    }
    exchange.size = (int) size;
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
        wire.encode(exchange.id, exchange.request, out);
      }
      refuseMoreThan(size, out.writerIndex() - start);
    } catch (Throwable e) {
      out.writerIndex(start);
      if (!exchange.oneWay) {
        table.remove(exchange);
      }
      rejectUnencodable(exchange, e);
      return false;
    }
    exchange.endOffset = bursts.appended();
    if (order != null && !exchange.oneWay) {
      order.requestSent(exchange.id);
    }
    return true;
  }

  /** At most how many bytes it takes. Throws what the protocol throws. */
  long sizeOf(Exchange<Q, R> exchange) {
    return exchange.oneWay ? wire.sizeOfOneWay(exchange.request) : wire.sizeOf(exchange.request);
  }

  /**
   * Up to which offset nothing may have been written if the peer certainly did not act on it: that
   * of its last byte, or of its first if the peer may act on a part.
   */
  long decisiveOffset(Exchange<Q, R> exchange) {
    // It takes its size at most, so that it began here or later.
    return peerActsOnParts ? exchange.endOffset - exchange.size + 1 : exchange.endOffset;
  }

  /** An Error too is the request's own, or those that come with it would be lost. */
  void rejectUnencodable(Exchange<Q, R> exchange, Throwable cause) {
    reject(
        exchange,
        RequestRejectedException.Reason.ENCODE_FAILED,
        "the request cannot be encoded",
        cause);
  }

  /** What is counted, and proven unsent, stands on what the wire announced. */
  private static void refuseMoreThan(long size, int written) {
    if (written > size) {
      throw new IllegalStateException(
          "encoded: %d bytes (expected: at most %d, as its size was said to be)"
              .formatted(written, size));
    }
  }

  private void reject(
      Exchange<Q, R> exchange,
      RequestRejectedException.Reason reason,
      String detail,
      @Nullable Throwable cause) {
    owner.rejected(
        exchange,
        BelayFailures.requestRejected(FailureContext.of(Phase.WRITE), reason, detail, cause));
  }
}
