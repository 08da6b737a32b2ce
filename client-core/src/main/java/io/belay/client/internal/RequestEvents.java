package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.Registration;
import io.belay.client.RequestListener;
import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells all who listen what becomes of requests, of which most clients have none. Any thread. */
final class RequestEvents {
  private final Listeners<RequestListener> listeners = new Listeners<>();

  Registration add(RequestListener listener) {
    return listeners.add(listener);
  }

  /** Whether nobody listens, so that nothing need be found out. */
  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void acquired(Endpoint endpoint, long waitedNanos) {
    Duration waited = Duration.ofNanos(waitedNanos);
    listeners.tell(each -> each.acquired(endpoint, waited));
  }

  void notAcquired(long waitedNanos, @Nullable BelayException failure) {
    Duration waited = Duration.ofNanos(waitedNanos);
    listeners.tell(each -> each.notAcquired(waited, Optional.ofNullable(failure)));
  }

  void answered(Endpoint endpoint, long nanos) {
    Duration took = Duration.ofNanos(nanos);
    listeners.tell(each -> each.requestAnswered(endpoint, took));
  }

  void oneWaySent(Endpoint endpoint, long nanos) {
    Duration took = Duration.ofNanos(nanos);
    listeners.tell(each -> each.oneWaySent(endpoint, took));
  }

  void failed(@Nullable Endpoint endpoint, long nanos, BelayException failure) {
    Optional<Endpoint> where = Optional.ofNullable(endpoint).or(failure::endpoint);
    Duration took = Duration.ofNanos(nanos);
    listeners.tell(each -> each.requestFailed(where, took, failure));
  }

  void cancelled(@Nullable Endpoint endpoint, long nanos) {
    Duration took = Duration.ofNanos(nanos);
    listeners.tell(each -> each.requestCancelled(Optional.ofNullable(endpoint), took));
  }
}
