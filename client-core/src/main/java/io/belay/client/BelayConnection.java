package io.belay.client;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import java.util.concurrent.CompletableFuture;

/**
 * One live connection of a client, as listeners see it. Safe for use by many threads; of no use
 * after the connection closed.
 *
 * <p>Users may mock this interface, and must not implement it.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
public interface BelayConnection<Q, R> {

  /**
   * Where it leads.
   *
   * @return the endpoint
   */
  Endpoint endpoint();

  /**
   * Its id, age and addresses.
   *
   * @return a picture of this moment
   */
  ConnectionDetails details();

  /**
   * Sends a request on this connection and no other, for the state that a server keeps per
   * connection, such as subscriptions. It is never sent again elsewhere.
   *
   * @param request not to be changed until the future completes
   * @return the answer, or a {@link BelayException}
   */
  CompletableFuture<R> sendAsync(Q request);

  /**
   * Stops reading from this connection, so that TCP slows its peer down. Answers stop coming too.
   * Meanwhile only the kernel can say that the peer is dead; on NIO, where it cannot be asked, a
   * connection that was paused for a minute of silence reads once, and a warning says so.
   */
  void pause();

  /** Reads again after {@link #pause()}. */
  void resume();
}
