package io.belay.client.metrics;

import io.belay.client.error.BelayException;
import java.time.Duration;

/**
 * What becomes of requests, where it is not what should: at one endpoint, or at none. Any thread.
 */
final class RequestMeters {
  private final MeterSet meters;

  RequestMeters(MeterSet meters) {
    this.meters = meters;
  }

  void notAcquired(Duration waited, String outcome) {
    meters.timer(MeterSpec.ACQUIRE_DURATION, outcome).record(waited);
  }

  void ended(Duration took, String outcome) {
    meters.timer(MeterSpec.REQUEST_DURATION, outcome).record(took);
  }

  void failed(Duration took, BelayException failure) {
    ended(took, TagValues.of(failure));
    meters
        .counter(
            MeterSpec.ERRORS,
            TagValues.errno(failure),
            TagValues.of(failure.phase()),
            TagValues.of(failure.delivery()))
        .increment();
  }

  void remove() {
    meters.remove();
  }
}
