package io.belay.client;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.RequestRejectedException;
import java.util.concurrent.CompletableFuture;

/**
 * A connection that a caller has for himself, from {@link BelayClient#lease()} until it is closed:
 * for a conversation of several requests that the server ties to the connection, such as a
 * transaction. Nobody else's requests go over it meanwhile.
 *
 * <p>Everything is sent on this connection and no other, and never again elsewhere. When the
 * connection is lost, what is in flight on it fails, and what is sent afterwards fails at once,
 * with why it was lost. A lease does not hold up the close of its client: what is in flight may
 * finish, and nothing more is taken.
 *
 * <p>Safe for use by many threads. After it is released, or closed, everything that is sent fails
 * with a {@link RequestRejectedException}, and releasing or closing it again does nothing, even if
 * the connection is another caller's by then.
 *
 * <p>A lease that is never released keeps its connection from everybody. When the garbage collector
 * finds such a lease, the client logs a warning, tells {@link ClientListener#leaseLeaked}, and
 * retires the connection.
 *
 * <p>Users may mock this interface, and must not implement it.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
public interface Lease<Q, R> extends AutoCloseable {

  /**
   * Where the connection leads.
   *
   * @return the endpoint
   */
  Endpoint endpoint();

  /**
   * The connection's id, age and addresses.
   *
   * @return a picture of this moment
   */
  ConnectionDetails details();

  /**
   * Sends a request on this connection and blocks for its answer, with the client's defaults.
   *
   * @param request not to be changed until this returns
   * @return the answer
   * @throws BelayException if there is no answer, or at once on one of the client's event loops,
   *     which it would block
   */
  R send(Q request);

  /**
   * Sends a request on this connection and blocks for its answer. Interrupting the thread cancels
   * the request.
   *
   * @param request not to be changed until this returns
   * @param options its timeout; the others have no meaning here
   * @return the answer
   * @throws BelayException if there is no answer, or at once on one of the client's event loops,
   *     which it would block
   */
  R send(Q request, RequestOptions options);

  /**
   * Sends a request on this connection, with the client's defaults.
   *
   * @param request not to be changed until the future completes
   * @return the answer, or a {@link BelayException}. Cancelling or completing it from outside gives
   *     the request up.
   */
  CompletableFuture<R> sendAsync(Q request);

  /**
   * Sends a request on this connection.
   *
   * @param request not to be changed until the future completes
   * @param options its timeout; the others have no meaning here
   * @return the answer, or a {@link BelayException}. Cancelling or completing it from outside gives
   *     the request up.
   */
  CompletableFuture<R> sendAsync(Q request, RequestOptions options);

  /**
   * Sends a message that wants no answer on this connection.
   *
   * @param message not to be changed until the future completes
   * @return completion by the local socket, which proves nothing about the peer, or a {@link
   *     BelayException}. Cancelling it gives the message up.
   */
  CompletableFuture<Void> sendOneWay(Q message);

  /**
   * Ends the lease. Never blocks.
   *
   * @param reusable whether others may have the connection next. If not, for instance because the
   *     server's side of the conversation is in an unknown state, it is retired: what is in flight
   *     on it may finish within the pool's {@code drain}, then it closes.
   */
  void release(boolean reusable);

  /**
   * Ends the lease, and lets others have the connection unless a request is still in flight on it,
   * or ended without anybody knowing whether it was processed. Never blocks.
   */
  @Override
  void close();
}
