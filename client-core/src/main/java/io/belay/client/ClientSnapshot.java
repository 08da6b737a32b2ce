package io.belay.client;

import java.time.Duration;
import java.util.List;

/**
 * One consistent picture of a client: every number was read in the same instant of its pool.
 *
 * @param name the client's name
 * @param transport the transport in use, never {@link Transport#AUTO}
 * @param waiting requests that wait for a connection with room, and leases that wait for an idle
 *     one
 * @param connecting connections being made
 * @param endpoints each endpoint
 * @param connections each connection that is ready or ending
 * @param retries what was repeated so far
 * @param stalls how often an event loop was found not to have run
 * @param stalled for how long in total
 */
public record ClientSnapshot(
    String name,
    Transport transport,
    int waiting,
    int connecting,
    List<EndpointSnapshot> endpoints,
    List<ConnectionSnapshot> connections,
    RetrySnapshot retries,
    long stalls,
    Duration stalled) {

  /**
   * Copies the lists.
   *
   * @param name see above
   * @param transport see above
   * @param waiting see above
   * @param connecting see above
   * @param endpoints see above
   * @param connections see above
   * @param retries see above
   * @param stalls see above
   * @param stalled see above
   */
  public ClientSnapshot {
    endpoints = List.copyOf(endpoints);
    connections = List.copyOf(connections);
  }

  /**
   * The requests under way on all connections.
   *
   * @return their number
   */
  public int inFlight() {
    return connections.stream().mapToInt(ConnectionSnapshot::inFlight).sum();
  }

  /**
   * The connections that callers have for themselves, or wait for.
   *
   * @return their number
   */
  public int leased() {
    return endpoints.stream().mapToInt(EndpointSnapshot::leased).sum();
  }
}
