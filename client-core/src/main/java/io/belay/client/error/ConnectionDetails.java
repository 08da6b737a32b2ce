package io.belay.client.error;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which connection failed.
 *
 * @param id the connection's id, as it stands in the log lines and events
 * @param age how long it had existed when it failed
 * @param local its own address, if it got one
 * @param remote the peer's address, if it got as far as trying to connect to one
 */
public record ConnectionDetails(
    String id, Duration age, Optional<SocketAddress> local, Optional<SocketAddress> remote) {

  /**
   * Refuses nulls.
   *
   * @param id as the component
   * @param age as the component
   * @param local as the component
   * @param remote as the component
   */
  public ConnectionDetails {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
  }
}
