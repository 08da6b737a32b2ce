package io.belay.client.internal;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange of which somebody is told. While nobody listens there are none of these. */
final class ObservedExchange<Q, R> extends Exchange<Q, R> {
  private final CallReport report;

  ObservedExchange(
      Q request,
      Kind kind,
      RequestOptions options,
      Duration timeout,
      long nowNanos,
      @Nullable Executor callbackExecutor,
      CallReport report) {
    super(request, kind, options, timeout, nowNanos, callbackExecutor);
    this.report = report;
  }

  @Override
  void waits() {
    report.waits();
  }

  @Override
  void begin(PooledConnection<Q, R> connection) {
    report.acquired(connection.identity.endpoint);
    super.begin(connection);
  }

  @Override
  void answer(@Nullable R answer) {
    if (oneWay) {
      report.oneWaySent();
    } else {
      report.answered();
    }
    super.answer(answer);
  }

  @Override
  void conclude(BelayException failure) {
    report.failed(failure);
    super.conclude(failure);
  }

  @Override
  boolean letGo() {
    report.cancelled();
    return super.letGo();
  }
}
