package io.belay.client.internal;

import io.belay.client.RetrySnapshot;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.github.resilience4j.retry.MaxRetriesExceededException;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a failed attempt is the end of its request. Any thread. */
final class RetryingPath<Q, R> implements RequestPath<Q, R> {
  private final RetryPolicy policy;
  private final Budget budget;
  private final EventLoop timers;
  private final Pauses<Q, R> pauses;
  private final Consumer<Exchange<Q, R>> send;
  private final Events<Q, R> events;
  private final RetryCounts counts = new RetryCounts();

  private volatile boolean closed;

  /**
   * The path of one client.
   *
   * @param send sends an exchange on whatever connection has room
   */
  RetryingPath(
      RetryPolicy policy,
      Budget budget,
      EventLoop timers,
      Consumer<Exchange<Q, R>> send,
      Events<Q, R> events) {
    this.policy = policy;
    this.budget = budget;
    this.timers = timers;
    this.send = send;
    this.events = events;
    pauses = new Pauses<>(timers, this::sendAfterPause);
  }

  @Override
  public void elsewhere(Exchange<Q, R> exchange) {
    send.accept(exchange);
  }

  @Override
  public void attemptFailed(Exchange<Q, R> exchange, BelayException failure) {
    if (exchange.isDone()) {
      return;
    }
    if (exchange.pinned) {
      exchange.fail(failure);
      return;
    }
    Attempts attempts = exchange.attempts();
    boolean mayRepeat = !closed && RetryRules.allow(failure, exchange.idempotent);
    if (mayRepeat && attempts.takeTransparent(failure)) {
      counts.resent.increment();
      sendAgain(exchange, failure);
      return;
    }
    boolean itEnds = policy.endsWith(attempts, failure);
    if (itEnds) {
      // Whatever our rules say: it counts what it ends.
      var unused = policy.waitAfterFailure(attempts, failure);
    }
    if (itEnds
        || !mayRepeat
        || !retries(exchange, failure, () -> policy.waitAfterFailure(attempts, failure))) {
      exchange.fail(failure);
    }
  }

  @Override
  public void answered(Exchange<Q, R> exchange, @Nullable R answer, Identity connection) {
    if (exchange.earlier() == null && !policy.hearsOfAnswers()) {
      exchange.answer(answer);
    } else {
      judge(exchange, answer, connection);
    }
  }

  /** Nothing is repeated from now on: the client closes. */
  void close() {
    closed = true;
    pauses.close();
  }

  RetrySnapshot snapshot() {
    return counts.snapshot(budget.left(now()));
  }

  private void judge(Exchange<Q, R> exchange, @Nullable R answer, Identity connection) {
    if (exchange.isDone() || exchange.pinned) {
      exchange.answer(answer);
      return;
    }
    if (answer != null && exchange.idempotent && policy.rejects(answer)) {
      Attempts attempts = exchange.attempts();
      if (policy.isLast(attempts)) {
        var unused = policy.waitAfterAnswer(attempts, answer);
      } else if (!closed
          && retries(
              exchange,
              rejection(connection, null),
              () -> policy.waitAfterAnswer(attempts, answer))) {
        ReferenceCountUtil.release(answer);
        return;
      }
    }
    Attempts earlier = exchange.earlier();
    MaxRetriesExceededException rejected = policy.accepted(earlier);
    if (rejected != null) {
      ReferenceCountUtil.release(answer);
      exchange.fail(rejection(connection, rejected));
    } else {
      if (earlier != null && earlier.followsAFailure()) {
        counts.recovered.increment();
      }
      exchange.answer(answer);
    }
  }

  private static BelayException rejection(Identity connection, @Nullable Throwable cause) {
    return BelayFailures.answerRejected(connection.context(Phase.READ, Delivery.ANSWERED), cause);
  }

  /**
   * Begins to wait for the next attempt, unless there is no token for it or no time.
   *
   * @param ask tells the policy, and how long it waits
   */
  private boolean retries(Exchange<Q, R> exchange, BelayException failure, LongSupplier ask) {
    if (!budget.take(now())) {
      counts.denied.increment();
      events.tell(listener -> listener.retryDenied(failure));
      return false;
    }
    long millis = ask.getAsLong();
    if (millis < 0 || TimeUnit.MILLISECONDS.toNanos(millis) >= exchange.deadlineNanos - now()) {
      budget.giveBack();
      return false;
    }
    counts.retried.increment();
    events.tell(listener -> listener.retrying(failure, Duration.ofMillis(millis)));
    pauses.begin(exchange, failure, millis);
    return true;
  }

  /** A loop that stood still may have slept through the deadline too. */
  private void sendAfterPause(Exchange<Q, R> exchange, BelayException failure) {
    if (exchange.expired(now())) {
      exchange.fail(failure);
    } else {
      sendAgain(exchange, failure);
    }
  }

  private void sendAgain(Exchange<Q, R> exchange, BelayException failure) {
    exchange.attempts().failed(failure);
    send.accept(exchange);
  }

  private long now() {
    return timers.ticker().nanoTime();
  }
}
