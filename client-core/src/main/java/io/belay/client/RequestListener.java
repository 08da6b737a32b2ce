package io.belay.client;

import io.belay.client.error.BelayException;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what becomes of each request, and how each came by a connection. All methods do nothing
 * unless overridden.
 *
 * <p>Each request has exactly one end, however often it is sent again: {@link #requestAnswered},
 * {@link #oneWaySent}, {@link #requestFailed} or {@link #requestCancelled}. Each time that a
 * request or a lease looks for a connection ends with {@link #acquired} or {@link #notAcquired}.
 *
 * <p>What is told here is told on the way of a request, before its future completes, on an event
 * loop or on the thread of a caller: a listener must be quick, and must not block. One that throws
 * is logged, and disturbs nothing. Requests that began before the listener was added may go untold;
 * while nobody listens, nothing is spent.
 */
public interface RequestListener {

  /**
   * A request found room on a connection, or a lease a connection.
   *
   * @param endpoint where the connection leads
   * @param waited for how long it stood in the queue; zero if it found one at once
   */
  default void acquired(Endpoint endpoint, Duration waited) {}

  /**
   * A request or a lease waited for a connection in vain.
   *
   * @param waited for how long it stood in the queue
   * @param failure what its caller is told, unless the caller gave it up himself
   */
  default void notAcquired(Duration waited, Optional<BelayException> failure) {}

  /**
   * A request was answered.
   *
   * @param endpoint who answered
   * @param took the time since the request was made, waits and all attempts included
   */
  default void requestAnswered(Endpoint endpoint, Duration took) {}

  /**
   * The local socket took a message that wants no answer.
   *
   * @param endpoint where it was sent
   * @param took the time since the message was made
   */
  default void oneWaySent(Endpoint endpoint, Duration took) {}

  /**
   * A request, or a message that wants no answer, failed for good.
   *
   * @param endpoint where it was sent last, or where it could not be sent; empty if none was chosen
   * @param took the time since the request was made
   * @param failure what its caller is told
   */
  default void requestFailed(Optional<Endpoint> endpoint, Duration took, BelayException failure) {}

  /**
   * A caller gave a request up, or completed its future himself.
   *
   * @param endpoint where it was sent last; empty if it was not
   * @param took the time since the request was made
   */
  default void requestCancelled(Optional<Endpoint> endpoint, Duration took) {}
}
