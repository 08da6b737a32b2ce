package io.belay.client.error;

import static java.util.stream.Collectors.joining;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who holds the local ports: a count of this machine's sockets towards an endpoint.
 *
 * @param firstPort the first port that the kernel hands out by itself
 * @param lastPort the last one
 * @param sockets how many sockets lead to the endpoint's address and port, by state; states without
 *     any are left out
 * @param churn what this client itself did of late, if it says
 */
public record PortCensus(
    int firstPort, int lastPort, Map<TcpState, Integer> sockets, Optional<Churn> churn) {

  /**
   * How many connections to the endpoint the client opened and closed within a time.
   *
   * @param opened how many it opened
   * @param closed how many were closed, by either end
   * @param window the time
   */
  public record Churn(int opened, int closed, Duration window) {}

  /**
   * Copies the map and refuses nulls.
   *
   * @param firstPort as the component
   * @param lastPort as the component
   * @param sockets as the component
   * @param churn as the component
   */
  public PortCensus {
    sockets = Map.copyOf(sockets);
    Objects.requireNonNull(churn, "churn");
  }

  /**
   * Counts the sockets of this network namespace. Reads {@code /proc}, which takes milliseconds
   * where there are tens of thousands: not for an event loop.
   *
   * @param remote the endpoint's resolved address
   * @return the census; empty where {@code /proc} cannot be read
   */
  public static Optional<PortCensus> read(InetSocketAddress remote) {
    return new PortCensusReader(Path.of("/proc")).read(remote);
  }

  /**
   * How many ports the kernel hands out by itself.
   *
   * @return the size of the range
   */
  public int ports() {
    return lastPort - firstPort + 1;
  }

  /**
   * How many sockets lead to the endpoint.
   *
   * @return the sum over all states
   */
  public int total() {
    return sockets.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * This census with what the client did of late.
   *
   * @param newChurn connections opened and closed
   * @return a copy
   */
  public PortCensus withChurn(Churn newChurn) {
    return new PortCensus(firstPort, lastPort, sockets, Optional.of(newChurn));
  }

  boolean isMostlyTimeWait() {
    return 2 * sockets.getOrDefault(TcpState.TIME_WAIT, 0) > total();
  }

  /** For a message: {@code 2 sockets towards it (ESTABLISHED 2), 2 ports (40000-40001)}. */
  @Override
  public String toString() {
    String states =
        sockets.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(joining(", ", " (", ")"));
    return total()
        + " sockets towards it"
        + (sockets.isEmpty() ? "" : states)
        + ", "
        + ports()
        + " ports ("
        + firstPort
        + "-"
        + lastPort
        + ")"
        + churn.map(PortCensus::text).orElse("");
  }

  private static String text(Churn churn) {
    return ", opened %d and closed %d in %s"
        .formatted(churn.opened(), churn.closed(), FailureMessage.time(churn.window()));
  }
}
