package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.github.resilience4j.retry.Retry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the attempts of one request. Made when the first one fails; has one owner at a
 * time.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);
  private static final long GIVE_UP = -1;

  private final List<BelayException> failures = new ArrayList<>(2);
  private int transparent;
  private Retry.@Nullable AsyncContext<Object> retry;

  void failed(BelayException failure) {
    failures.add(failure);
  }

  /** Whether the request may be sent again without being counted as a retry. */
  boolean takeTransparent(int max) {
    if (transparent >= max) {
      return false;
    }
    transparent++;
    return true;
  }

  /**
   * How long the policy waits after this failure, in milliseconds; negative if it gives up, or if
   * what the user hung into it throws.
   */
  long waitAfter(BelayException failure, Retry policy) {
    try {
      if (retry == null) {
        retry = policy.asyncContext();
      }
      return retry.onError(failure);
    } catch (RuntimeException | Error theirs) {
      LOG.warn("The retry {} threw; the request is not repeated", policy.getName(), theirs);
      return GIVE_UP;
    }
  }

  /** The request was answered after all: whoever counts retries is told. */
  void succeeded() {
    if (retry != null) {
      try {
        retry.onComplete();
      } catch (RuntimeException | Error theirs) {
        LOG.warn("A retry threw when it was told of a success; nothing else is disturbed", theirs);
      }
    }
  }

  /**
   * The failure for the caller: the last one, the earlier ones suppressed, with the worst delivery.
   */
  BelayException conclude(BelayException last) {
    if (failures.isEmpty()) {
      return last;
    }
    Delivery worst = last.delivery();
    for (BelayException earlier : failures) {
      worst = earlier.delivery().compareTo(worst) > 0 ? earlier.delivery() : worst;
    }
    FailureContext context = last.context().withDelivery(worst).withAttempts(failures.size() + 1);
    BelayException conclusion = last.withContext(context);
    failures.forEach(conclusion::addSuppressed);
    return conclusion;
  }
}
