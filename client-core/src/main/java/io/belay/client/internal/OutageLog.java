package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of an endpoint that cannot be connected to: one line when that begins, one when
 * it ends, and in a long outage one a minute. The pool's home loop only.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);
  private static final long SUMMARY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Endpoint endpoint;
  private long failed;
  private long sinceNanos;
  private long saidNanos;
  // Nothing was connected when that was said.
  private boolean saidDown;

  OutageLog(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * A connect failed.
   *
   * @param connectionId the connection that never was ready
   * @param ready how many others are
   */
  void connectFailed(String connectionId, BelayException failure, int ready, long nowNanos) {
    if (failure instanceof ClientClosedException) {
      return;
    }
    failed++;
    boolean first = failed == 1;
    if (first) {
      sinceNanos = nowNanos;
    }
    boolean newlyDown = ready == 0 && !saidDown;
    if (first || newlyDown) {
      saidNanos = nowNanos;
      saidDown = ready == 0;
      LOG.warn("{}: {} {}: {}", connectionId, endpoint, state(ready), text(failure));
    } else if (nowNanos - saidNanos >= SUMMARY_NANOS) {
      saidNanos = nowNanos;
      saidDown = ready == 0;
      LOG.warn(
          "{}: {} {}, for {} by now and {} failed connects; this one: {}",
          connectionId,
          endpoint,
          state(ready),
          seconds(nowNanos),
          failed,
          text(failure));
    } else if (LOG.isDebugEnabled()) {
      LOG.debug("{}: a connect to {} failed: {}", connectionId, endpoint, text(failure));
    }
  }

  /** A connection is ready. */
  void connected(String connectionId, long nowNanos) {
    if (failed > 0) {
      LOG.info(
          "{}: {} is back after {} and {} failed connects",
          connectionId,
          endpoint,
          seconds(nowNanos),
          failed);
      failed = 0;
      saidDown = false;
    }
  }

  private static String state(int ready) {
    return ready == 0 ? "is down" : "takes no more connections (%d ready)".formatted(ready);
  }

  private String seconds(long nowNanos) {
    return "%.1f s".formatted((nowNanos - sinceNanos) / 1e9);
  }

  private static String text(BelayException failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
