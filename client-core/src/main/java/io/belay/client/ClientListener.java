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
 * #connectFailed}, and each {@link #connectionReady} by exactly one {@link #connectionClosed}. What
 * else is told of a connection is told between these two. The last event of all is {@link
 * #clientClosed}. A listener that was added later sees the ends of what it did not see begin.
 *
 * <p>Events of one connection arrive in order, one at a time: its start on one of the client's
 * event loops, all others on the connection's own. A listener must not block. One that throws is
 * logged, and disturbs nothing.
 *
 * <p>Of single requests a {@link RequestListener} is told.
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
   * @param endpoint where it leads
   * @param connection which
   * @param state what it thinks now
   */
  default void livenessChanged(
      Endpoint endpoint, ConnectionDetails connection, LivenessState state) {}

  /**
   * A PONG came. That of the first PING, which makes a connection ready, is told right after {@link
   * #connectionReady}.
   *
   * @param endpoint where the connection leads
   * @param connection on which connection
   * @param roundTrip the time since its PING was written
   */
  default void heartbeat(Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {}

  /**
   * A lease was never released, and nobody can reach it any more. Its connection is retired. Found
   * some time after the garbage collector found the lease unreachable.
   *
   * @param endpoint where the connection leads
   * @param connection the connection that was leased
   * @param acquired a stack trace of where it was leased, if Netty's leak detection is at {@code
   *     advanced} or {@code paranoid} ({@code -Dio.netty.leakDetection.level})
   */
  default void leaseLeaked(
      Endpoint endpoint, ConnectionDetails connection, Optional<Throwable> acquired) {}

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
   * A message that answers no request: ONE_WAY, or a type of the application's own. One that comes
   * before the connection is ready is dropped.
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
   * A failed attempt of a request is about to be repeated after a wait. What follows at once, since
   * the request certainly was not sent or its server handed it back, is only counted, in {@link
   * RetrySnapshot#resent}.
   *
   * @param failure why the attempt failed
   * @param wait how long until the next one
   */
  default void retrying(BelayException failure, Duration wait) {}

  /**
   * A failed attempt of a request is not repeated, since the {@link RetryBudget} is spent: the
   * failure stands.
   *
   * @param failure why the attempt failed
   */
  default void retryDenied(BelayException failure) {}

  /**
   * An event loop did not run: a GC pause, a stopped process, an overloaded machine, or a callback
   * that blocked it. Heartbeats do not count this time against any peer.
   *
   * @param stall for how long
   */
  default void stalled(Duration stall) {}

  /**
   * The client has closed: nothing follows. Told on a thread that is none of the event loops; at
   * once, if the client was closed before the listener was added.
   */
  default void clientClosed() {}
}
