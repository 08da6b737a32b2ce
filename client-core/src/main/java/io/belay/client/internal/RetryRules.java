package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.PoolExhaustedException;
import io.belay.client.error.ProtocolViolationException;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestInterruptedException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.error.RequestTimeoutException;
import io.github.resilience4j.retry.RetryConfig;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which failures may be followed by another attempt. When, and how often, is resilience4j's
 * business.
 */
public final class RetryRules {
  private static final long FIRST_BOUND_MILLIS = 100;
  private static final long LAST_BOUND_MILLIS = 5_000;
  private static final int DOUBLINGS = 6;

  /** 3 attempts, 100 ms doubling to 5 s, each wait random below its bound. */
  public static final RetryConfig DEFAULT_CONFIG =
      RetryConfig.custom().maxAttempts(3).intervalFunction(RetryRules::fullJitter).build();

  private RetryRules() {}

  /** resilience4j's own jitter is around a mean, so that a wait may be longer than its bound. */
  private static long fullJitter(int failures) {
    long bound = FIRST_BOUND_MILLIS << Math.min(failures - 1, DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(Math.min(bound, LAST_BOUND_MILLIS) + 1);
  }

  /** Whether sending the request again can neither do harm nor be in vain. */
  static boolean allow(BelayException failure, boolean idempotent) {
    return switch (failure.delivery()) {
      case NOT_SENT, REFUSED -> !isFinal(failure);
      case UNKNOWN -> idempotent && !brokeTheProtocol(failure) && !isFinal(failure);
      // An answer that broke off; one that the application gave in earnest stands.
      case ANSWERED ->
          idempotent
              && !(failure instanceof RemoteErrorException)
              && !brokeTheProtocol(failure)
              && !isFinal(failure);
    };
  }

  /** Whether another attempt would fail in the same way, or has no time left. */
  private static boolean isFinal(BelayException failure) {
    return failure.permanent()
        || failure instanceof RequestTimeoutException
        || failure instanceof RequestRejectedException
        || failure instanceof RequestInterruptedException
        || failure instanceof ClientClosedException
        || failure instanceof PoolExhaustedException;
  }

  /**
   * The request itself may have brought that about, and would again. One that never left is
   * innocent.
   */
  private static boolean brokeTheProtocol(BelayException failure) {
    return failure instanceof ProtocolViolationException;
  }
}
