package io.belay.samples.load;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.client.error.Phase;
import java.util.Optional;

/**
 * Failures that are counted as one.
 *
 * @param type the failure's class, without its package
 * @param errno its errno, if there was one
 * @param phase its phase; empty for what is no failure of Belay's
 * @param delivery how far the request got
 */
public record FailureKind(
    String type, Optional<Errno> errno, Optional<Phase> phase, Optional<Delivery> delivery) {

  static FailureKind of(Throwable failure) {
    return failure instanceof BelayException known
        ? new FailureKind(
            typeOf(failure),
            known.errno(),
            Optional.of(known.phase()),
            Optional.of(known.delivery()))
        : new FailureKind(typeOf(failure), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static String typeOf(Throwable failure) {
    return failure.getClass().getSimpleName();
  }
}
