package io.belay.client;

import io.belay.client.error.BelayException;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests to a service over long-lived TCP connections that it keeps, watches and replaces.
 *
 * <p>Safe for use by many threads, virtual ones included. Every request ends exactly once: with its
 * own answer, or with a {@link BelayException} that says what failed, in which phase, and whether
 * the request may have been processed. Futures complete, and listeners run, on an event loop: what
 * they do must not block.
 *
 * <p>Users may mock this interface, and must not implement it: methods will be added.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
public interface BelayClient<Q, R> extends AutoCloseable {

  /**
   * Starts to build a client: of the framed protocol, whose requests and answers are bytes, or, by
   * {@link BelayClientBuilder#build(io.belay.client.protocol.Protocol)}, of another one.
   *
   * @return a builder with every option at its default
   */
  static BelayClientBuilder builder() {
    return new BelayClientBuilder();
  }

  /**
   * Sends a request and blocks for its answer, with the client's defaults.
   *
   * @param request not to be changed until this returns
   * @return the answer
   * @throws BelayException if there is no answer, or at once on one of the client's event loops,
   *     which it would block
   */
  R send(Q request);

  /**
   * Sends a request and blocks for its answer. Interrupting the thread cancels the request, throws
   * {@link io.belay.client.error.RequestInterruptedException} and leaves the thread's interrupt
   * flag set.
   *
   * @param request not to be changed until this returns
   * @param options what this request asks for
   * @return the answer
   * @throws BelayException if there is no answer, or at once on one of the client's event loops,
   *     which it would block
   */
  R send(Q request, RequestOptions options);

  /**
   * Sends a request, with the client's defaults.
   *
   * @param request not to be changed until the future completes
   * @return the answer, or a {@link BelayException}. Cancelling or completing it from outside gives
   *     the request up and frees its place; a request that was written may be processed all the
   *     same.
   */
  CompletableFuture<R> sendAsync(Q request);

  /**
   * Sends a request.
   *
   * @param request not to be changed until the future completes
   * @param options what this request asks for
   * @return the answer, or a {@link BelayException}. Cancelling or completing it from outside gives
   *     the request up and frees its place; a request that was written may be processed all the
   *     same.
   */
  CompletableFuture<R> sendAsync(Q request, RequestOptions options);

  /**
   * Sends a message that wants no answer.
   *
   * <p>The future completes when the local socket took the message. That proves nothing about the
   * peer: a message to a connection that dies afterwards is lost silently. Use {@link #sendAsync}
   * to know.
   *
   * @param message not to be changed until the future completes
   * @return completion by the local socket, or a {@link BelayException}. Cancelling it gives the
   *     message up: one that no connection has yet is not sent.
   */
  CompletableFuture<Void> sendOneWay(Q message);

  /**
   * Takes a connection for this caller alone, with the client's defaults, as {@link
   * #lease(RequestOptions)}.
   *
   * @return the lease, which must be closed
   * @throws BelayException if there is none, or at once on one of the client's event loops, which
   *     it would block
   */
  Lease<Q, R> lease();

  /**
   * Takes a connection for this caller alone: an idle one, or a new one if there may be more of
   * them; or else the first that falls idle, one of those that requests share being kept free of
   * new requests for it. It counts among the pool's {@code maxConnections} for as long as it is
   * held: a pool from which leases are taken needs room for them beside what requests share.
   *
   * @param options {@code timeout} bounds the wait, connecting included, and {@code failFast} ends
   *     it when nothing can connect
   * @return the lease, which must be closed
   * @throws BelayException if there is none within the timeout, or at once on one of the client's
   *     event loops, which it would block. {@link io.belay.client.error.PoolExhaustedException} if
   *     there are connections, and none fell idle
   */
  Lease<Q, R> lease(RequestOptions options);

  /**
   * Takes a connection for this caller alone, without blocking, with the client's defaults.
   *
   * @return the lease, which must be closed, or a {@link BelayException}. Cancelling it gives the
   *     wait up and leaves nothing behind.
   */
  CompletableFuture<Lease<Q, R>> leaseAsync();

  /**
   * Takes a connection for this caller alone, as {@link #lease(RequestOptions)}, without blocking.
   *
   * @param options as there
   * @return the lease, which must be closed, or a {@link BelayException}. Cancelling it gives the
   *     wait up and leaves nothing behind.
   */
  CompletableFuture<Lease<Q, R>> leaseAsync(RequestOptions options);

  /**
   * Opens the minimum of connections and waits for them.
   *
   * @return completes when every endpoint's minimum is ready; fails with the connect failure when
   *     the client's {@code connectTimeout} passes first
   */
  CompletableFuture<Void> warmUp();

  /**
   * One consistent picture of the client. Cheap enough for a metrics scrape; not for every request.
   *
   * @return the picture
   */
  ClientSnapshot snapshot();

  /**
   * Tells one more listener, from now on, what happens to the connections. The builder's {@code
   * listener} misses nothing; this one is for what is made after the client.
   *
   * @param listener the listener
   * @return takes it away again
   */
  Registration addListener(ClientListener<Q, R> listener);

  /**
   * Tells a listener of every request that begins from now on. The first one makes each request a
   * little dearer.
   *
   * @param listener the listener
   * @return takes it away again
   */
  Registration addRequestListener(RequestListener listener);

  /**
   * Closes in order: takes no more requests, lets those under way finish within the pool's {@code
   * drain}, says goodbye, and releases everything. Blocks until done, unless called on an event
   * loop, where it only starts. It waits no more than {@code drain} and five seconds, even if a
   * callback blocks an event loop or an endpoint source does not stop: the log says so, and what is
   * left is released once they go on. Closing again does nothing, but wait as long.
   */
  @Override
  void close();

  /**
   * Closes at once: requests under way fail, and the connections are aborted. Blocks as {@link
   * #close} does, without the {@code drain}.
   */
  void closeNow();
}
