package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** The network is there, but the host cannot be reached: EHOSTUNREACH, EHOSTDOWN. */
@SuppressWarnings("serial")
public final class HostUnreachableException extends BelayException {
  HostUnreachableException(
      ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super("Host unreachable", remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  HostUnreachableException copy(FailureContext newContext) {
    return new HostUnreachableException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case EHOSTDOWN ->
          "The kernel holds the host to be down: see whether it runs, and its entry in ip neigh.";
      default ->
          "See whether the host is up (ip neigh shows FAILED if it answers no ARP or neighbour discovery), and whether a router or firewall rejects by ICMP (ip route get ADDRESS; tcpdump icmp or icmp6).";
    };
  }
}
