package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.belay.codec.RemoteError;
import io.belay.heartbeat.OutboundMeter;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that one connection carries: those in its inbox, those that wait for its socket,
 * and those that were written and wait for their answers. Each leaves exactly once, by {@link
 * #settle}.
 */
final class Exchanges<Q, R> implements Call.Holder, Outbound.Owner<Q, R> {

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
  }

  private final EventLoop loop;
  private final Identity identity;
  private final Carrier carrier;
  private final RequestPath<Q, R> path;
  private final Load load;
  private final Inbox<Exchange<Q, R>> inbox = new Inbox<>();
  private final boolean progressIsProof;
  private final AtomicInteger lost = new AtomicInteger();
  // Made once, and not for every burst.
  private final Runnable drain = this::drainInbox;
  private final Runnable fail = this::failInbox;

  // Event loop only.
  private final ExchangeTable<Q, R> table = new ExchangeTable<>();
  private final Deadlines deadlines;
  private volatile @Nullable Outbound<Q, R> outbound;
  private boolean accepting;
  private boolean admitting;
  private boolean flushing;

  Exchanges(
      EventLoop loop,
      Identity identity,
      Carrier carrier,
      RequestPath<Q, R> path,
      Load load,
      boolean progressIsProof) {
    this.loop = loop;
    this.identity = identity;
    this.carrier = carrier;
    this.path = path;
    this.load = load;
    this.progressIsProof = progressIsProof;
    deadlines = new Deadlines(loop, this::failExpired);
  }

  /** Carries the exchange, for which a place in {@link Load} was reserved. Any thread. */
  void submit(Exchange<Q, R> exchange) {
    exchange.holder = this;
    if (loop.inEventLoop() && !admitting) {
      admitHere(exchange);
    } else if (inbox.put(exchange)) {
      LoopTasks.execute(loop, drain, fail);
    }
  }

  /** Whoever could not wake the loop has the inbox to himself. */
  private void failInbox() {
    Exchange<Q, R> exchange = inbox.takeAll();
    while (exchange != null) {
      Exchange<Q, R> next = inbox.next(exchange);
      exchange.fail(BelayFailures.clientClosed(identity.context(Phase.WRITE)));
      exchange = next;
    }
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

  /* ---- The rest: event loop only. */

  Outbound<Q, R> connected(Channel channel, Wire<Q, R> wire, long maxPendingBytes) {
    OutboundMeter meter = channel.pipeline().get(OutboundMeter.class);
    Outbound<Q, R> opened = new Outbound<>(channel, meter, wire, table, this, maxPendingBytes);
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
      return table.wasIssued(id);
    }
    settle(exchange);
    exchange.answer(answer);
    return true;
  }

  /** The peer's own failure came. Returns whether the id was ever given out. */
  boolean remoteError(RemoteError error) {
    Exchange<Q, R> exchange = table.remove(error.id());
    if (exchange == null) {
      return table.wasIssued(error.id());
    }
    Delivery delivery = error.isRefusal() ? Delivery.REFUSED : Delivery.ANSWERED;
    giveBack(
        exchange,
        BelayFailures.remoteError(
            identity.context(Phase.READ, delivery), error.code(), error.text()));
    return true;
  }

  /** The peer will not process requests above this id. */
  void refuseAbove(long lastAcceptedId, BelayException refusal) {
    table.forEach(
        exchange -> {
          if (Long.compareUnsigned(exchange.id, lastAcceptedId) > 0) {
            table.remove(exchange);
            giveBack(exchange, refusal);
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
          table.remove(exchange);
          giveBack(exchange, as(failure, Phase.AWAIT, delivery(exchange)));
        });
    Outbound<Q, R> out = outbound;
    if (out != null) {
      out.release();
      for (Exchange<Q, R> e = out.pollOneWay(); e != null; e = out.pollOneWay()) {
        giveBack(e, as(failure, Phase.WRITE, delivery(e)));
      }
    }
    giveBackPending();
    drainInbox();
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
    exchange.answerNothing();
  }

  @Override
  public void writeFailed(Throwable cause) {
    carrier.writeFailed(cause);
  }

  /**
   * What an answer brings about on this event loop needs no inbox, and is encoded while it is still
   * in the processor's cache; but it is flushed together with all that follows.
   */
  private void admitHere(Exchange<Q, R> exchange) {
    admitting = true;
    admit(exchange);
    admitting = false;
    if (!flushing) {
      flushing = true;
      LoopTasks.execute(loop, drain);
    }
  }

  private void drainInbox() {
    flushing = false;
    Exchange<Q, R> exchange = inbox.takeAll();
    admitting = true;
    while (exchange != null) {
      Exchange<Q, R> next = inbox.next(exchange);
      admit(exchange);
      exchange = next;
    }
    admitting = false;
    if (outbound != null && accepting) {
      outbound.flush();
    }
  }

  private void admit(Exchange<Q, R> exchange) {
    if (exchange.isDone()) {
      settle(exchange);
    } else if (accepting && outbound != null) {
      deadlines.watch(exchange.deadlineNanos);
      if (!outbound.admit(exchange)) {
        overflow(exchange, outbound.neverFits(exchange));
      }
    } else {
      giveBack(exchange, as(carrier.unavailable(), Phase.WRITE, Delivery.NOT_SENT));
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

  /** What was handed to the channel goes out yet, however long that takes. */
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
          if (expired.test(exchange)) {
            table.remove(exchange);
            timeOut(exchange, Phase.AWAIT, Delivery.UNKNOWN);
          }
        });
    if (outbound != null) {
      outbound.removePending(expired, e -> timeOut(e, Phase.WRITE, Delivery.NOT_SENT));
      outbound.removeOneWays(expired, e -> timeOut(e, Phase.WRITE, Delivery.UNKNOWN));
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
    }
  }

  /** What is proven of an exchange that was handed to the channel. */
  private Delivery delivery(Exchange<Q, R> exchange) {
    return progressIsProof && outbound != null && outbound.isProvenUnsent(exchange)
        ? Delivery.NOT_SENT
        : Delivery.UNKNOWN;
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
