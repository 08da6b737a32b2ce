package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.PeerClosedException;
import io.github.resilience4j.retry.Retry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the attempts of one request. Made when the first one fails; has one owner at a
 * time.
 */
final class Attempts {
  private static final int MAX_TRANSPARENT = 2;

  private static final int AT_THE_ENDPOINT = 1 << 16;
  private static final int ON_THE_CONNECTION = 1;

  private final List<BelayException> failures = new ArrayList<>(2);
  private int transparent;
  private boolean handedBack;

  // What the retry knows of it: nothing, until it is asked.
  Retry.@Nullable AsyncContext<Object> course;
  int asked;

  /** Another attempt follows this failure. */
  void failed(BelayException failure) {
    failures.add(failure);
  }

  /** Whether this is not the first attempt. */
  boolean followsAFailure() {
    return !failures.isEmpty();
  }

  /**
   * Whether the request may be sent elsewhere at once and uncounted: where it certainly did not
   * leave, or, once, where a server that goes away handed it back. A server that refuses it while
   * it stays is given time.
   */
  boolean takeTransparent(BelayException failure) {
    boolean harmless =
        switch (failure.delivery()) {
          case NOT_SENT -> true;
          case REFUSED -> failure instanceof PeerClosedException && !handedBack;
          case UNKNOWN, ANSWERED -> false;
        };
    if (!harmless || transparent == MAX_TRANSPARENT) {
      return false;
    }
    transparent++;
    handedBack |= failure.delivery() == Delivery.REFUSED;
    return true;
  }

  /**
   * How unwise it would be to send the request on this connection again: failures at its endpoint
   * count before those on the connection itself.
   */
  int reluctance(Identity connection) {
    int reluctance = 0;
    for (int i = 0; i < failures.size(); i++) {
      FailureContext where = failures.get(i).context();
      if (where.endpoint().isPresent() && where.endpoint().get().equals(connection.endpoint)) {
        reluctance += AT_THE_ENDPOINT;
        if (where.connection().isPresent() && where.connection().get().id().equals(connection.id)) {
          reluctance += ON_THE_CONNECTION;
        }
      }
    }
    return reluctance;
  }

  /**
   * The failure for the caller: the last one, the earlier ones suppressed, with the worst delivery.
   *
   * @param inAnAttempt whether a connection had the request, rather than the queue for one
   */
  BelayException conclude(BelayException last, boolean inAnAttempt) {
    if (failures.isEmpty()) {
      return last;
    }
    Delivery worst = last.delivery();
    for (BelayException earlier : failures) {
      worst = earlier.delivery().compareTo(worst) > 0 ? earlier.delivery() : worst;
    }
    int attempts = failures.size() + (inAnAttempt ? 1 : 0);
    FailureContext context = last.context().withDelivery(worst).withAttempts(attempts);
    BelayException conclusion = last.withContext(context);
    failures.forEach(conclusion::addSuppressed);
    return conclusion;
  }
}
