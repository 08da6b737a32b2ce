package io.belay.client;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Is told what happens to a client's connections. All methods do nothing unless overridden.
 *
 * <p>Each {@link #connectStarted} is followed by exactly one {@link #connectionReady} or {@link
 * #connectFailed}, and each {@link #connectionReady} by exactly one {@link #connectionClosed}.
 * Events of one connection arrive in order, on its event loop: a listener must not block. One that
 * throws is logged, and disturbs nothing.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
public interface ClientListener<Q, R> {

  /**
   * A connection is being made.
   *
   * @param endpoint where to
   * @param connectionId names the connection in everything that follows
   */
  default void connectStarted(Endpoint endpoint, String connectionId) {}

  /**
   * A connection could not be made, or was not ready in time.
   *
   * @param endpoint where to
   * @param connectionId the id that {@link #connectStarted} gave
   * @param failure why
   */
  default void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {}

  /**
   * A connection is ready: its peer answered. A user whose server keeps state per connection, such
   * as subscriptions, sets it up here, after each reconnect.
   *
   * @param connection the connection
   */
  default void connectionReady(BelayConnection<Q, R> connection) {}

  /**
   * What the heartbeat thinks of a ready connection has changed.
   *
   * @param connection which
   * @param state what it thinks now
   */
  default void livenessChanged(ConnectionDetails connection, LivenessState state) {}

  /**
   * A PONG came.
   *
   * @param connection on which connection
   * @param roundTrip the time since its PING was written
   */
  default void heartbeat(ConnectionDetails connection, Duration roundTrip) {}

  /**
   * A lease was never released, and nobody can reach it any more. Its connection is retired. Found
   * some time after the garbage collector found the lease unreachable.
   *
   * @param connection the connection that was leased
   * @param acquired a stack trace of where it was leased, if Netty's leak detection is at {@code
   *     advanced} or {@code paranoid} ({@code -Dio.netty.leakDetection.level})
   */
  default void leaseLeaked(ConnectionDetails connection, Optional<Throwable> acquired) {}

  /**
   * A connection that was ready has ended.
   *
   * @param endpoint where it led
   * @param connection which
   * @param reason why, in one word
   * @param failure why, in full, unless it was closed in order
   */
  default void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {}

  /**
   * A message that answers no request: ONE_WAY, or a type of the application's own.
   *
   * @param connection where it came from; {@link BelayConnection#pause()} slows its peer down
   * @param type the frame type
   * @param body the message, the listener's to keep
   */
  default void message(BelayConnection<Q, R> connection, int type, byte[] body) {}

  /**
   * The {@link EndpointSource} has named other endpoints than before.
   *
   * @param endpoints all endpoints from now on
   */
  default void endpointsChanged(Set<Endpoint> endpoints) {}

  /**
   * The {@link EndpointSource} does not know the endpoints at present. The last known ones stay.
   *
   * @param cause why
   */
  default void endpointSourceFailed(Throwable cause) {}

  /**
   * A lookup has found other addresses behind an endpoint's name than before. Connections to those
   * that are gone drain.
   *
   * @param endpoint whose name it is
   * @param addresses all its addresses from now on
   */
  default void addressesChanged(Endpoint endpoint, List<InetAddress> addresses) {}

  /**
   * A failed attempt of a request is about to be repeated.
   *
   * @param failure why the attempt failed
   * @param wait how long until the next one
   */
  default void retrying(BelayException failure, Duration wait) {}

  /**
   * An event loop did not run: a GC pause, a stopped process, an overloaded machine, or a callback
   * that blocked it. Heartbeats do not count this time against any peer.
   *
   * @param stall for how long
   */
  default void stalled(Duration stall) {}
}
