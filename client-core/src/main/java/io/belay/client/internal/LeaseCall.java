package io.belay.client.internal;

import io.belay.client.Lease;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A caller's wish for a connection of his own. */
final class LeaseCall<Q, R> extends Call<Q, R, Lease<Q, R>> {
  private final Leases<Q, R> leases;
  private final CallReport report;
  private final @Nullable Throwable place = Leases.placeOfAcquisition();

  LeaseCall(
      Leases<Q, R> leases,
      RequestOptions options,
      Duration timeout,
      long nowNanos,
      @Nullable Executor callbackExecutor,
      CallReport report) {
    super(options.failFast(), timeout, nowNanos, callbackExecutor);
    this.leases = leases;
    this.report = report;
  }

  @Override
  void waits() {
    report.waits();
  }

  @Override
  boolean isForWhole() {
    return true;
  }

  /** It is not repeated. */
  @Override
  @Nullable Attempts earlier() {
    return null;
  }

  /** Completes with the lease of the connection, unless nobody wants it any more. */
  @Override
  void begin(PooledConnection<Q, R> taken) {
    report.acquired(taken.identity.endpoint);
    report.leased();
    Lease<Q, R> lease = leases.begin(taken, place);
    finishOrElse(lease, () -> lease.release(true));
  }

  @Override
  void fail(BelayException failure) {
    report.leaseFailed(failure);
    finishExceptionally(failure);
  }

  @Override
  boolean letGo() {
    report.leaseFailed(null);
    return super.letGo();
  }
}
