package io.belay.client.internal;

import io.belay.client.RequestOptions;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes calls out of what callers ask for. Any thread. */
final class Requests<Q, R> {
  private final Duration defaultTimeout;
  private final Ticker ticker;
  private final @Nullable Executor callbackExecutor;
  private final RequestEvents events = new RequestEvents();

  Requests(Duration defaultTimeout, Ticker ticker, @Nullable Executor callbackExecutor) {
    this.defaultTimeout = defaultTimeout;
    this.ticker = ticker;
    this.callbackExecutor = callbackExecutor;
  }

  /** Who is told of the requests made here. */
  RequestEvents events() {
    return events;
  }

  Exchange<Q, R> newExchange(Q request, Exchange.Kind kind, RequestOptions options) {
    return newExchange(request, kind, options, callbackExecutor);
  }

  /**
   * For a caller that blocks: nothing depends on its completion but the caller, which may well
   * block the only thread of the callback executor.
   */
  Exchange<Q, R> newBlocking(Q request, Exchange.Kind kind, RequestOptions options) {
    return newExchange(request, kind, options, null);
  }

  LeaseCall<Q, R> newLease(Leases<Q, R> leases, RequestOptions options, boolean blocking) {
    Objects.requireNonNull(options, "options");
    long now = ticker.nanoTime();
    return new LeaseCall<>(
        leases,
        options,
        options.timeout().orElse(defaultTimeout),
        now,
        blocking ? null : callbackExecutor,
        new CallReport(events, ticker, now));
  }

  private Exchange<Q, R> newExchange(
      Q request, Exchange.Kind kind, RequestOptions options, @Nullable Executor completions) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(options, "options");
    Duration timeout = options.timeout().orElse(defaultTimeout);
    long now = ticker.nanoTime();
    return events.isEmpty()
        ? new Exchange<>(request, kind, options, timeout, now, completions)
        : new ObservedExchange<>(
            request, kind, options, timeout, now, completions, new CallReport(events, ticker, now));
  }
}
