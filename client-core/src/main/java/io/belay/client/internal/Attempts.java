package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.github.resilience4j.retry.Retry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the attempts of one request. Made when the first one fails; has one owner at a
 * time.
 */
final class Attempts {
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

  /** The resilience4j side of this request, from the first failure on. */
  Retry.AsyncContext<Object> retry(Retry policy) {
    if (retry == null) {
      retry = policy.asyncContext();
    }
    return retry;
  }

  /** The request was answered after all: whoever counts retries is told. */
  void succeeded() {
    if (retry != null) {
      retry.onComplete();
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
