package io.belay.client;

import java.util.Set;

/**
 * Where a client's endpoints come from if they come and go while it runs: the seam for a registry
 * that a user runs anyway. A fixed list needs none, nor does a name whose addresses change: see
 * {@link BelayClientBuilder#endpoint}.
 *
 * <p>Endpoints that are new are dialled at once. Those that are gone take no new requests; what is
 * in flight on them finishes within the pool's drain, and they are not dialled again. {@code
 * docs/endpoints.md} has an example.
 */
@FunctionalInterface
public interface EndpointSource {

  /**
   * Begins to tell a client of its endpoints. Called once for each client, by the thread that
   * builds it, and must not wait for the network.
   *
   * @param watcher to be told of the endpoints, from now or from later on
   * @return to be closed by the client when it closes
   * @throws RuntimeException if it can never work; {@link BelayClientBuilder#build} throws it
   */
  Subscription subscribe(Watcher watcher);

  /** A client, as a source sees it. All methods may be called by any thread, one at a time. */
  interface Watcher {
    /**
     * These are the endpoints from now on, all of them. The same set as before changes nothing. An
     * empty one is taken at its word: the connections to all endpoints drain, and requests wait for
     * an endpoint until their deadline. A source that merely does not know calls {@link #failed}.
     *
     * @param endpoints all endpoints, copied
     */
    void update(Set<Endpoint> endpoints);

    /**
     * The endpoints are not known at present. The last known ones stay; the first of several
     * failures in a row is logged, and all are told to {@link ClientListener#endpointSourceFailed}.
     *
     * @param cause why; the cause of what requests fail with if there never were any endpoints
     */
    void failed(Throwable cause);
  }

  /** What a client closes when it closes. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    /** Stops telling the client, and lets go of what that took. Called once; must not wait. */
    @Override
    void close();
  }
}
