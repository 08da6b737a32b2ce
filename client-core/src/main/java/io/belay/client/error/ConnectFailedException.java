package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The connection could not be made, for a reason that has no type of its own: {@link #errno()} and
 * the cause say more.
 */
@SuppressWarnings("serial")
public final class ConnectFailedException extends BelayException {
  ConnectFailedException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(
        "Connect failed: " + FailureMessage.quote(cause),
        remedy(reading.orUnknown()),
        reading,
        context,
        cause);
  }

  @Override
  ConnectFailedException copy(FailureContext newContext) {
    return new ConnectFailedException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case ENOPROTOOPT ->
          "The host answers ICMP protocol-unreachable: it has no TCP, or a firewall says so in its place.";
      case EAGAIN ->
          "The kernel has no room for the route or the port: see sysctl net.ipv6.route.max_size and net.ipv4.ip_local_port_range.";
      default -> "Look at the cause; strace -f -e trace=%network shows what the kernel answers.";
    };
  }
}
