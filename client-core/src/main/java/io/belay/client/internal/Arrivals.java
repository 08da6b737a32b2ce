package io.belay.client.internal;

import io.netty.channel.EventLoop;

/**
 * How exchanges come to a connection: from any thread through an {@link Inbox}, or, on the
 * connection's own event loop, straight. All that gathered is admitted before anything is flushed.
 */
final class Arrivals<Q, R> {

  /** Where they arrive. */
  interface Destination<Q, R> {
    /** One of them. Event loop only. */
    void admit(Exchange<Q, R> exchange);

    /** One whose time was up before the loop came to it. Event loop only. */
    void missedItsDeadline(Exchange<Q, R> exchange);

    /** There are no more for now. Event loop only. */
    void admittedAll();

    /** The event loop has ended. Any thread. */
    void missedTheLoop(Exchange<Q, R> exchange);
  }

  private final EventLoop loop;
  private final Destination<Q, R> destination;
  private final Inbox<Exchange<Q, R>> inbox = new Inbox<>();
  // Made once, and not for every burst.
  private final Runnable drain = this::drain;
  private final Runnable fail = this::fail;

  // Event loop only.
  private boolean admitting;
  private boolean flushing;

  Arrivals(EventLoop loop, Destination<Q, R> destination) {
    this.loop = loop;
    this.destination = destination;
  }

  /** Any thread. */
  void put(Exchange<Q, R> exchange) {
    if (loop.inEventLoop() && !admitting) {
      admitHere(exchange);
    } else if (inbox.put(exchange)) {
      LoopTasks.execute(loop, drain, fail);
    }
  }

  /** Admits whatever waits in the inbox. Event loop only. */
  void drain() {
    flushing = false;
    Exchange<Q, R> exchange = inbox.takeAll();
    if (exchange != null) {
      long nowNanos = loop.ticker().nanoTime();
      boolean outer = admitting;
      admitting = true;
      try {
        while (exchange != null) {
          Exchange<Q, R> next = inbox.next(exchange);
          if (exchange.expired(nowNanos)) {
            destination.missedItsDeadline(exchange);
          } else {
            destination.admit(exchange);
          }
          exchange = next;
        }
      } finally {
        admitting = outer;
      }
    }
    destination.admittedAll();
  }

  /**
   * Runs what may run a protocol's code: what that code sends must not be encoded in the middle of
   * what it encodes, and waits in the inbox. Event loop only.
   */
  void holding(Runnable protocol) {
    boolean outer = admitting;
    admitting = true;
    try {
      protocol.run();
    } finally {
      admitting = outer;
    }
  }

  /**
   * What an answer brings about on this event loop needs no inbox, and is encoded while it is still
   * in the processor's cache; but it is flushed together with all that follows.
   */
  private void admitHere(Exchange<Q, R> exchange) {
    admitting = true;
    try {
      destination.admit(exchange);
    } finally {
      admitting = false;
    }
    if (!flushing) {
      flushing = true;
      LoopTasks.execute(loop, drain);
    }
  }

  /** Whoever could not wake the loop has the inbox to himself. */
  private void fail() {
    Exchange<Q, R> exchange = inbox.takeAll();
    while (exchange != null) {
      Exchange<Q, R> next = inbox.next(exchange);
      destination.missedTheLoop(exchange);
      exchange = next;
    }
  }
}
