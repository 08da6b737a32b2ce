package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.Phase;
import io.github.resilience4j.retry.Retry;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Decides whether a failed attempt is the end of its request. Any thread. */
final class RetryingPath<Q, R> implements RequestPath<Q, R> {
  private final Retry retry;
  private final EventLoop timers;
  private final Consumer<Exchange<Q, R>> again;
  private final Events<Q, R> events;

  /**
   * The path of one client.
   *
   * @param again sends an exchange on whatever connection has room
   */
  RetryingPath(Retry retry, EventLoop timers, Consumer<Exchange<Q, R>> again, Events<Q, R> events) {
    this.retry = retry;
    this.timers = timers;
    this.again = again;
    this.events = events;
  }

  @Override
  public void attemptFailed(Exchange<Q, R> exchange, BelayException failure) {
    if (exchange.isDone()) {
      return;
    }
    if (exchange.pinned || !RetryRules.allow(failure, exchange.idempotent)) {
      exchange.fail(failure);
      return;
    }
    Attempts attempts = exchange.attempts();
    if (attempts.takeTransparent(transparentLimit(failure))) {
      attempts.failed(failure);
      again.accept(exchange);
    } else {
      retry(exchange, attempts, failure);
    }
  }

  @Override
  public void elsewhere(Exchange<Q, R> exchange) {
    again.accept(exchange);
  }

  /**
   * How often a request may be sent elsewhere at once and uncounted: where it certainly did not
   * leave, or where a server that goes away handed it back. A server that refuses it while it stays
   * is given time.
   */
  private static int transparentLimit(BelayException failure) {
    return switch (failure.delivery()) {
      case NOT_SENT -> 2;
      case REFUSED -> failure instanceof PeerClosedException ? 1 : 0;
      case UNKNOWN, ANSWERED -> 0;
    };
  }

  private void retry(Exchange<Q, R> exchange, Attempts attempts, BelayException failure) {
    long waitMillis = attempts.waitAfter(failure, retry);
    long left = exchange.deadlineNanos - timers.ticker().nanoTime();
    if (waitMillis < 0 || TimeUnit.MILLISECONDS.toNanos(waitMillis) >= left) {
      exchange.fail(failure);
      return;
    }
    attempts.failed(failure);
    events.tell(listener -> listener.retrying(failure, Duration.ofMillis(waitMillis)));
    try {
      timers
          .schedule(() -> sendAgain(exchange), waitMillis, TimeUnit.MILLISECONDS)
          .addListener(
              timer -> {
                if (timer.isCancelled()) {
                  failClosed(exchange);
                }
              });
    } catch (RejectedExecutionException closed) {
      failClosed(exchange);
    }
  }

  /** The client closed, and its event loops ended, during the wait. */
  private void failClosed(Exchange<Q, R> exchange) {
    exchange.fail(BelayFailures.clientClosed(FailureContext.of(Phase.ACQUIRE)));
  }

  private void sendAgain(Exchange<Q, R> exchange) {
    if (!exchange.isDone()) {
      again.accept(exchange);
    }
  }
}
