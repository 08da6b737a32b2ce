package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** No way leads to the network of the endpoint: ENETUNREACH, ENETDOWN, ENETRESET. */
@SuppressWarnings("serial")
public final class NetworkUnreachableException extends BelayException {
  NetworkUnreachableException(
      ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super("Network unreachable", remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  NetworkUnreachableException copy(FailureContext newContext) {
    return new NetworkUnreachableException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case ENETDOWN ->
          "The interface towards the endpoint is down: see ip link and ip route get ADDRESS.";
      case ENETRESET ->
          "The network dropped the connection on its own account: see ip link, and ask whether the host was moved or restarted.";
      default ->
          "There is no route: see ip route get ADDRESS, whether the interface is up (ip link), whether IPv6 is switched off for an IPv6 address (sysctl net.ipv6.conf.all.disable_ipv6), and whether a router answers ICMP net-unreachable.";
    };
  }
}
