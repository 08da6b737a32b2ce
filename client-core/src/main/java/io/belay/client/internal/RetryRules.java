package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.PoolExhaustedException;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.error.RequestInterruptedException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;

/**
 * Which failures may be followed by another attempt. When, and how often, is resilience4j's
 * business.
 */
public final class RetryRules {
  /** 3 attempts, 100 ms doubling to 5 s, each wait random below its bound. */
  public static final RetryConfig DEFAULT_CONFIG =
      RetryConfig.custom()
          .maxAttempts(3)
          .intervalFunction(
              IntervalFunction.ofExponentialRandomBackoff(
                  Duration.ofMillis(100), 2.0, 0.999, Duration.ofSeconds(5)))
          .build();

  private RetryRules() {}

  /** Whether sending the request again can neither do harm nor be in vain. */
  static boolean allow(BelayException failure, boolean idempotent) {
    return switch (failure.delivery()) {
      case NOT_SENT, REFUSED -> !isFinal(failure);
      case UNKNOWN -> idempotent && !isFinal(failure);
      case ANSWERED -> false;
    };
  }

  /** Whether another attempt would fail in the same way, or has no time left. */
  private static boolean isFinal(BelayException failure) {
    return failure.permanent()
        || failure instanceof RequestTimeoutException
        || failure instanceof RequestRejectedException
        || failure instanceof RequestInterruptedException
        || failure instanceof ClientClosedException
        || failure instanceof PoolExhaustedException
        || failure instanceof ProtocolViolationException;
  }
}
