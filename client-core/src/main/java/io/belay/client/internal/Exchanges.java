package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.protocol.Wire;
import io.belay.codec.FrameDecoder;
import io.belay.heartbeat.OutboundMeter;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that one connection carries: those that {@linkplain Arrivals arrive}, those that
 * wait for its socket, and those that were written and wait for their answers. Each leaves exactly
 * once, by {@link #settle}.
 */
final class Exchanges<Q, R>
    implements Call.Holder, Arrivals.Destination<Q, R>, Outbound.Owner<Q, R> {

  /** The connection around them. Called on its event loop. */
  interface Carrier {
    /** The failure of exchanges that come while the connection takes none. */
    BelayException unavailable();

    /** The socket failed. */
    void writeFailed(Throwable cause);

    /** Whether requests had better go elsewhere, since too many bytes wait for the socket. */
    void congested(boolean congested);

    /** A request is handed to the channel, while none waits for its answer. */
    void requestBegins();

    /** An exchange left. */
    void settled();

    /** The peer owes answers that nobody waits for, and others stand behind them. */
    void answersOverdue();
  }

  private final EventLoop loop;
  private final Identity identity;
  private final Carrier carrier;
  private final RequestPath<Q, R> path;
  private final Load load;
  private final Budget.RequestCount begun;
  private final Traits traits;
  private final boolean progressIsProof;
  private final Arrivals<Q, R> arrivals;
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();

  // Event loop only.
  private final ExchangeTable<Q, R> table = new ExchangeTable<>();
  // Where answers come in order.
  private final @Nullable AnswerOrder order;
  private final Deadlines deadlines;
  private volatile @Nullable Outbound<Q, R> outbound;
  // If the protocol is the framed one.
  private @Nullable FrameDecoder decoder;
  private boolean accepting;

  Exchanges(
      EventLoop loop,
      Identity identity,
      Carrier carrier,
      ConnectionParts<Q, R> parts,
      Load load,
      @Nullable AnswerOrder order) {
    this.loop = loop;
    this.identity = identity;
    this.carrier = carrier;
    this.load = load;
    this.order = order;
    path = parts.path();
    begun = parts.budget().count(loop);
    traits = parts.traits();
    progressIsProof = parts.dialer().progressIsProof();
    arrivals = new Arrivals<>(loop, this);
    deadlines = new Deadlines(loop, this::failExpired);
  }

  /** Carries the exchange, for which a place in {@link Load} was reserved. Any thread. */
  void submit(Exchange<Q, R> exchange) {
    exchange.holder = this;
    arrivals.put(exchange);
  }

  @Override
  public void missedTheLoop(Exchange<Q, R> exchange) {
    exchange.fail(BelayFailures.clientClosed(identity.context(Phase.WRITE)));
  }

  @Override
  public void abandon(Call<?, ?, ?> call) {
    @SuppressWarnings("unchecked") // A holder has only its own kind.
    Exchange<Q, R> mine = (Exchange<Q, R>) call;
    LoopTasks.execute(loop, () -> forget(mine));
  }

  /** Bytes that wait for the socket to take more. */
  long pendingBytes() {
    Outbound<Q, R> out = outbound;
    return out == null ? 0 : out.pendingBytes();
  }

  /** How many ended without anybody knowing whether they were processed. */
  int lost() {
    return lost.get();
  }

  /** Bytes that the socket took. */
  long carriedBytes() {
    Outbound<Q, R> out = outbound;
    return out == null ? 0 : out.carried();
  }

  /** How many answers came that nobody waited for any more. */
  int late() {
    return late.get();
  }

  /* ---- The rest: event loop only. */

  Outbound<Q, R> connected(Channel channel, Wire<Q> wire, long maxPendingBytes) {
    OutboundMeter meter = channel.pipeline().get(OutboundMeter.class);
    Outbound<Q, R> opened =
        new Outbound<>(
            channel, meter, progressIsProof, wire, traits, table, order, this, maxPendingBytes);
    decoder = channel.pipeline().get(FrameDecoder.class);
    outbound = opened;
    return opened;
  }

  /** Whether exchanges that come are sent, or given back to be sent elsewhere. */
  void accept(boolean accepting) {
    this.accepting = accepting;
  }

  /** Whether any request waits: for its answer, or for the window to open. */
  boolean awaitAnswers() {
    Outbound<Q, R> out = outbound;
    return table.size() > 0 || (out != null && out.holdsBack());
  }

  /** Whether nothing is carried, not even in the inbox. */
  boolean isEmpty() {
    return load.count() == 0;
  }

  /** The answer came. Returns whether the id was ever given out. */
  boolean answer(long id, R answer) {
    Exchange<Q, R> exchange = table.remove(id);
    if (exchange == null) {
      ReferenceCountUtil.release(answer);
      return isLate(id);
    }
    settle(exchange);
    path.answered(exchange, answer, identity);
    return true;
  }

  /** The peer's own failure came. Returns whether the id was ever given out. */
  boolean remoteError(long id, long code, String text) {
    Exchange<Q, R> exchange = table.remove(id);
    if (exchange == null) {
      return isLate(id);
    }
    giveBack(exchange, BelayFailures.remoteError(identity.context(Phase.READ), code, text));
    return true;
  }

  /** Whether the id is that of an exchange which did not wait until its answer came. */
  private boolean isLate(long id) {
    boolean issued = table.wasIssued(id);
    if (issued) {
      late.incrementAndGet();
    }
    return issued;
  }

  /** The peer will not process requests above this id. */
  void refuseAbove(long lastAcceptedId, BelayException refusal) {
    table.forEach(
        exchange -> {
          if (Long.compareUnsigned(exchange.id, lastAcceptedId) > 0 && table.remove(exchange)) {
            giveBack(exchange, as(refusal, Phase.AWAIT, Delivery.REFUSED));
          }
        });
    giveBackPending();
  }

  /** The connection is over: every exchange fails, each with its own delivery. */
  void failAll(BelayException failure) {
    accepting = false;
    deadlines.cancel();
    table.forEach(
        exchange -> {
          if (table.remove(exchange)) {
            giveBack(exchange, as(failure, Phase.AWAIT, delivery(exchange)));
          }
        });
    Outbound<Q, R> out = outbound;
    if (out != null) {
      for (Exchange<Q, R> e = out.pollOneWay(); e != null; e = out.pollOneWay()) {
        giveBack(e, as(failure, Phase.WRITE, delivery(e)));
      }
      // Only now: by what was never written the others are told apart.
      out.release();
    }
    giveBackPending();
    arrivals.drain();
  }

  @Override
  public void rejected(Exchange<Q, R> exchange, RequestRejectedException failure) {
    settle(exchange);
    exchange.fail(failure.withContext(identity.context(Phase.WRITE, Delivery.NOT_SENT)));
  }

  @Override
  public void requestBegins() {
    carrier.requestBegins();
  }

  @Override
  public void oneWaySent(Exchange<Q, R> exchange) {
    settle(exchange);
    path.answered(exchange, null, identity);
  }

  @Override
  public void writeFailed(Throwable cause) {
    carrier.writeFailed(cause);
  }

  @Override
  public void holdingArrivals(Runnable protocol) {
    arrivals.holding(protocol);
  }

  @Override
  public void missedItsDeadline(Exchange<Q, R> exchange) {
    if (exchange.isDone()) {
      settle(exchange);
    } else {
      timeOut(exchange, Phase.WRITE, Delivery.NOT_SENT);
    }
  }

  @Override
  public void admit(Exchange<Q, R> exchange) {
    if (exchange.isDone()) {
      settle(exchange);
    } else if (accepting && outbound != null) {
      if (exchange.begins()) {
        begun.oneMore();
      }
      deadlines.watch(exchange.deadlineNanos);
      if (!outbound.admit(exchange)) {
        overflow(exchange, outbound.neverFits(exchange));
      }
    } else {
      giveBack(exchange, as(carrier.unavailable(), Phase.WRITE, Delivery.NOT_SENT));
    }
  }

  @Override
  public void admittedAll() {
    if (outbound != null && accepting) {
      outbound.flush();
    }
  }

  /** Too many bytes wait here: the exchange waits for another connection, or for this one. */
  private void overflow(Exchange<Q, R> exchange, boolean nowhereElse) {
    if (nowhereElse || exchange.pinned) {
      giveBack(
          exchange,
          BelayFailures.requestRejected(
              identity.context(Phase.WRITE),
              RequestRejectedException.Reason.PENDING_BYTES,
              "%d bytes wait for the socket already".formatted(pendingBytes())));
    } else {
      settle(exchange);
      path.elsewhere(exchange);
    }
  }

  @Override
  public void congested(boolean congested) {
    carrier.congested(congested);
  }

  private void giveBackPending() {
    Outbound<Q, R> out = outbound;
    if (out != null) {
      for (Exchange<Q, R> e = out.pollPending(); e != null; e = out.pollPending()) {
        giveBack(e, as(carrier.unavailable(), Phase.WRITE, Delivery.NOT_SENT));
      }
    }
  }

  /** What the channel was given may still be sent: the connection lives on. */
  private void failExpired(long nowNanos) {
    Predicate<Exchange<Q, R>> expired =
        exchange -> {
          if (exchange.expired(nowNanos)) {
            return true;
          }
          deadlines.watch(exchange.deadlineNanos);
          return false;
        };
    table.forEach(
        exchange -> {
          if (expired.test(exchange) && table.remove(exchange)) {
            timeOut(
                exchange,
                Phase.AWAIT,
                isBeingAnswered(exchange) ? Delivery.ANSWERED : Delivery.UNKNOWN);
          }
        });
    if (outbound != null) {
      outbound.removePending(expired, e -> timeOut(e, Phase.WRITE, Delivery.NOT_SENT));
      outbound.removeOneWays(expired, e -> timeOut(e, Phase.WRITE, Delivery.UNKNOWN));
    }
    reportIfOverdue(nowNanos);
  }

  /** Somebody ceased to wait for an answer that will come all the same, before all others. */
  private void reportIfOverdue(long nowNanos) {
    if (order == null) {
      return;
    }
    if (order.isOverdue(table.size(), nowNanos)) {
      carrier.answersOverdue();
    } else if (order.owes()) {
      deadlines.watch(order.overdueAtNanos());
    }
  }

  private void timeOut(Exchange<Q, R> exchange, Phase phase, Delivery delivery) {
    giveBack(
        exchange,
        BelayFailures.requestTimeout(identity.context(phase, delivery), exchange.timeout));
  }

  private void forget(Exchange<Q, R> exchange) {
    // What is still in the inbox is found to be done when it is taken out.
    if (table.remove(exchange) || (outbound != null && outbound.remove(exchange))) {
      lost.incrementAndGet();
      settle(exchange);
      reportIfOverdue(loop.ticker().nanoTime());
    }
  }

  /** What is proven of an exchange that was encoded, now that nothing more is sent. */
  private Delivery delivery(Exchange<Q, R> exchange) {
    if (isBeingAnswered(exchange)) {
      return Delivery.ANSWERED;
    }
    return outbound != null && outbound.isProvenUnsent(exchange)
        ? Delivery.NOT_SENT
        : Delivery.UNKNOWN;
  }

  private boolean isBeingAnswered(Exchange<Q, R> exchange) {
    return !exchange.oneWay && decoder != null && decoder.arrivingAnswer() == exchange.id;
  }

  private BelayException as(BelayException failure, Phase phase, Delivery delivery) {
    return failure.withContext(identity.context(phase, delivery));
  }

  private void giveBack(Exchange<Q, R> exchange, BelayException failure) {
    if (failure.delivery() == Delivery.UNKNOWN) {
      lost.incrementAndGet();
    }
    settle(exchange);
    path.attemptFailed(exchange, failure);
  }

  private void settle(Exchange<Q, R> exchange) {
    exchange.holder = null;
    load.release();
    carrier.settled();
  }
}
