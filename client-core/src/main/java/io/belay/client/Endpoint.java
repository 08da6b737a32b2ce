package io.belay.client;

import java.util.Objects;

/**
 * Where a service listens.
 *
 * @param host a name or a literal address, never blank
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  /**
   * Refuses a blank host and a port out of range.
   *
   * @param host as the component
   * @param port as the component
   */
  public Endpoint {
    Objects.requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: blank (expected: a name or an address)");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }

  /** {@code host:port}, with an IPv6 literal in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 && !host.startsWith("[")
        ? "[" + host + "]:" + port
        : host + ":" + port;
  }
}
