package io.belay.client.internal;

import io.belay.client.RetryBudget;
import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The tokens that a client's retries cost. Any thread.
 *
 * <p>A request that needs no retry costs no more than adding one to a number: each event loop
 * counts those that its connections take, and only a retry looks at the counts and the clock, and
 * works out what they have brought since the last one did.
 *
 * <p>Invariant: a balance is what was there at its time, when so many requests had been counted. A
 * token is taken by the one compare-and-set that replaces the balance.
 */
final class Budget {
  private static final double WORTH_SECONDS = 10;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Balance(double tokens, long atNanos, long requests) {}

  private final RetryBudget terms;
  private final ConcurrentMap<EventLoop, RequestCount> counts = new ConcurrentHashMap<>();
  private final AtomicReference<Balance> balance;

  Budget(RetryBudget terms, long nowNanos) {
    this.terms = terms;
    balance = new AtomicReference<>(new Balance(terms.perSecond() * WORTH_SECONDS, nowNanos, 0));
  }

  /** Where this event loop counts its requests. */
  RequestCount count(EventLoop loop) {
    return counts.computeIfAbsent(loop, each -> new RequestCount());
  }

  /** Takes a token, if there is one. */
  boolean take(long nowNanos) {
    while (!terms.isUnlimited()) {
      Balance before = last();
      Balance now = at(nowNanos, before);
      if (now.tokens < 1) {
        return false;
      }
      Balance after = new Balance(now.tokens - 1, now.atNanos, now.requests);
      if (balance.compareAndSet(before, after)) {
        return true;
      }
    }
    return true;
  }

  /** Returns a token that bought nothing. */
  void giveBack() {
    balance.updateAndGet(now -> new Balance(now.tokens + 1, now.atNanos, now.requests));
  }

  /** How many tokens there are. */
  double left(long nowNanos) {
    return terms.isUnlimited() ? Double.POSITIVE_INFINITY : at(nowNanos, last()).tokens;
  }

  private Balance last() {
    return Objects.requireNonNull(balance.get());
  }

  /**
   * What has become of a balance: what it was fades, and so do the tokens that came evenly since
   * then, those of the beginning longest.
   */
  private Balance at(long nowNanos, Balance before) {
    long requests = counts.values().stream().mapToLong(RequestCount::get).sum();
    // Another thread may have looked at the clock, or at the counts, a little later than this one.
    double seconds = Math.max(0, nowNanos - before.atNanos) / SECOND;
    long more = Math.max(0, requests - before.requests);
    double faded = -Math.expm1(-seconds / WORTH_SECONDS);
    double came = terms.perSecond() * seconds + terms.ratio() * more;
    double kept = seconds == 0 ? came : came * faded * WORTH_SECONDS / seconds;
    return new Balance(
        before.tokens * (1 - faded) + kept,
        seconds == 0 ? before.atNanos : nowNanos,
        before.requests + more);
  }

  /** The requests that the connections of one event loop have taken, each once. */
  static final class RequestCount {
    // In the midst of a few cache lines, so that no other loop writes to that of the number.
    private static final int MIDST = 16;

    private final AtomicLongArray counts = new AtomicLongArray(2 * MIDST);

    /** One more. The event loop only: nobody else writes, so it need not be atomic. */
    void oneMore() {
      counts.setOpaque(MIDST, counts.getPlain(MIDST) + 1);
    }

    /** How many there are. Any thread. */
    long get() {
      return counts.getOpaque(MIDST);
    }
  }
}
