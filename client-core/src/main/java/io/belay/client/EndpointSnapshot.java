package io.belay.client;

import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint in a {@link ClientSnapshot}.
 *
 * @param endpoint which
 * @param ready connections that are ready, whether or not they have room
 * @param leased of these, the ones that callers have for themselves, or wait for
 * @param connecting connections being made
 * @param opened connections that became ready since the client was built
 * @param closed of these, the ones that ended
 * @param closedBy the same, by why they ended; reasons that did not occur are missing
 * @param failedConnects connects that failed since the client was built
 * @param lastConnectFailure the last of these, until a connect succeeds
 * @param rests how long no connect will be tried, zero if one may be
 * @param traffic what all its connections have carried since the client was built
 * @param resolved the addresses behind its name; empty if it is a literal address
 * @param withdrawn whether the {@link EndpointSource} does not name it any more: it is shown until
 *     its last connection has ended
 */
public record EndpointSnapshot(
    Endpoint endpoint,
    int ready,
    int leased,
    int connecting,
    long opened,
    long closed,
    Map<CloseReason, Long> closedBy,
    long failedConnects,
    Optional<BelayException> lastConnectFailure,
    Duration rests,
    Traffic traffic,
    Optional<ResolvedAddresses> resolved,
    boolean withdrawn) {

  /**
   * Copies the map.
   *
   * @param endpoint see above
   * @param ready see above
   * @param leased see above
   * @param connecting see above
   * @param opened see above
   * @param closed see above
   * @param closedBy see above
   * @param failedConnects see above
   * @param lastConnectFailure see above
   * @param rests see above
   * @param traffic see above
   * @param resolved see above
   * @param withdrawn see above
   */
  public EndpointSnapshot {
    closedBy = Map.copyOf(closedBy);
  }
}
