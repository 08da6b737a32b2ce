package io.belay.client.error;

import io.belay.client.Endpoint;
import java.util.Objects;
import java.util.Optional;

/**
 * The circumstances of a failure: the same socket error means another thing to each request that it
 * meets, and this is the part that differs.
 *
 * @param phase what the client was doing
 * @param delivery how far the request got; {@link Delivery#NOT_SENT} where there was none
 * @param endpoint the endpoint concerned, if one was already chosen
 * @param connection the connection concerned, if there was one
 * @param attempts how many attempts were made, this one included; at least 1
 */
public record FailureContext(
    Phase phase,
    Delivery delivery,
    Optional<Endpoint> endpoint,
    Optional<ConnectionDetails> connection,
    int attempts) {

  /**
   * Refuses nulls and an attempt count below 1.
   *
   * @param phase as the component
   * @param delivery as the component
   * @param endpoint as the component
   * @param connection as the component
   * @param attempts as the component
   */
  public FailureContext {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(delivery, "delivery");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(connection, "connection");
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: >= 1)");
    }
  }

  /**
   * A context of the first attempt, {@link Delivery#NOT_SENT}, without endpoint or connection. Of a
   * request whose bytes may have left, say so with {@link #withDelivery}.
   *
   * @param phase what the client was doing
   * @return the context
   */
  public static FailureContext of(Phase phase) {
    return new FailureContext(phase, Delivery.NOT_SENT, Optional.empty(), Optional.empty(), 1);
  }

  /**
   * This context in another phase.
   *
   * @param newPhase what the client was doing
   * @return a copy
   */
  public FailureContext withPhase(Phase newPhase) {
    return new FailureContext(newPhase, delivery, endpoint, connection, attempts);
  }

  /**
   * This context with another delivery.
   *
   * @param newDelivery how far the request got
   * @return a copy
   */
  public FailureContext withDelivery(Delivery newDelivery) {
    return new FailureContext(phase, newDelivery, endpoint, connection, attempts);
  }

  /**
   * This context at an endpoint.
   *
   * @param newEndpoint the endpoint concerned
   * @return a copy
   */
  public FailureContext withEndpoint(Endpoint newEndpoint) {
    return new FailureContext(phase, delivery, Optional.of(newEndpoint), connection, attempts);
  }

  /**
   * This context on a connection.
   *
   * @param newConnection the connection concerned
   * @return a copy
   */
  public FailureContext withConnection(ConnectionDetails newConnection) {
    return new FailureContext(phase, delivery, endpoint, Optional.of(newConnection), attempts);
  }

  /**
   * This context after a number of attempts.
   *
   * @param newAttempts how many were made, at least 1
   * @return a copy
   */
  public FailureContext withAttempts(int newAttempts) {
    return new FailureContext(phase, delivery, endpoint, connection, newAttempts);
  }
}
