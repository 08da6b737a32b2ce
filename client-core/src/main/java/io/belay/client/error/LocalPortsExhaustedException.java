package io.belay.client.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No local port is free for another connection to the endpoint: EADDRNOTAVAIL, EADDRINUSE. */
@SuppressWarnings("serial")
public final class LocalPortsExhaustedException extends BelayException {
  private final Optional<PortCensus> census;

  LocalPortsExhaustedException(
      Optional<PortCensus> census,
      ErrnoReading reading,
      FailureContext context,
      @Nullable Throwable cause) {
    super(
        census.map(count -> "Local ports exhausted: " + count).orElse("Local ports exhausted"),
        remedy(census),
        reading,
        context,
        cause);
    this.census = census;
  }

  /**
   * Who held the ports at that moment.
   *
   * @return empty if it could not be counted
   */
  public Optional<PortCensus> census() {
    return census;
  }

  /**
   * The same failure with a count of the ports.
   *
   * @param newCensus who holds the ports
   * @return a copy
   */
  public LocalPortsExhaustedException withCensus(PortCensus newCensus) {
    return new LocalPortsExhaustedException(
        Optional.of(newCensus), reading(), context(), getCause());
  }

  @Override
  LocalPortsExhaustedException copy(FailureContext newContext) {
    return new LocalPortsExhaustedException(census, reading(), newContext, getCause());
  }

  private static String remedy(Optional<PortCensus> census) {
    boolean mostlyTimeWait = census.filter(PortCensus::isMostlyTimeWait).isPresent();
    return mostlyTimeWait
        ? "Most ports sit in TIME_WAIT, so something opens and closes connections all the time: "
            + "ss -tan state time-wait shows towards whom; keep connections open longer, let the "
            + "server close first, or set sysctl net.ipv4.tcp_tw_reuse=1."
        : "Use fewer connections to this endpoint, widen sysctl net.ipv4.ip_local_port_range, or "
            + "add an address at either end; ss -tanp shows who holds the ports.";
  }
}
