package io.belay.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the name of an endpoint stood for when a {@link ClientSnapshot} was taken.
 *
 * @param addresses all its addresses; empty before the first lookup has found any
 * @param age how long ago a lookup last found them; zero before that
 * @param nextLookup how soon they will be looked up again, if the endpoint is still in use then
 * @param lastFailure why the last lookup found nothing, until one finds something
 */
public record ResolvedAddresses(
    List<InetAddress> addresses,
    Duration age,
    Duration nextLookup,
    Optional<Throwable> lastFailure) {

  /**
   * Copies the list.
   *
   * @param addresses see above
   * @param age see above
   * @param nextLookup see above
   * @param lastFailure see above
   */
  public ResolvedAddresses {
    addresses = List.copyOf(addresses);
  }
}
