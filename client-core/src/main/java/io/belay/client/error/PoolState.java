package io.belay.client.error;

import java.util.Objects;
import java.util.Optional;

/**
 * A pool at one moment.
 *
 * @param total connections that are ready, suspect or leased
 * @param ready those that may be lent, whether or not they have room
 * @param suspect those whose peer is late with an answer, and which are not lent until it comes
 * @param connecting connects under way
 * @param inFlight requests on all connections
 * @param leased connections that callers hold for themselves, or wait for
 * @param waiting requests and leases that wait for a connection
 * @param lastConnectFailure why the last connect failed, if one did since the last success
 */
public record PoolState(
    int total,
    int ready,
    int suspect,
    int connecting,
    int inFlight,
    int leased,
    int waiting,
    Optional<Throwable> lastConnectFailure) {

  /**
   * Refuses nulls.
   *
   * @param total as the component
   * @param ready as the component
   * @param suspect as the component
   * @param connecting as the component
   * @param inFlight as the component
   * @param leased as the component
   * @param waiting as the component
   * @param lastConnectFailure as the component
   */
  public PoolState {
    Objects.requireNonNull(lastConnectFailure, "lastConnectFailure");
  }

  /** For a message, all on one line. */
  @Override
  public String toString() {
    return ("total=%d ready=%d suspect=%d connecting=%d inFlight=%d leased=%d waiting=%d"
            + " lastConnectFailure=%s")
        .formatted(
            total,
            ready,
            suspect,
            connecting,
            inFlight,
            leased,
            waiting,
            lastConnectFailure.map(FailureMessage::quote).orElse("none"));
  }
}
