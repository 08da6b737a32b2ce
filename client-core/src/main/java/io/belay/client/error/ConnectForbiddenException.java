package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** This machine, or a router, forbids the connection: EACCES, EPERM. */
@SuppressWarnings("serial")
public final class ConnectForbiddenException extends BelayException {
  ConnectForbiddenException(
      ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super("Connect forbidden", remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  public boolean permanent() {
    return true;
  }

  @Override
  ConnectForbiddenException copy(FailureContext newContext) {
    return new ConnectForbiddenException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case EPERM ->
          "A policy on this host forbids it: see the network policy (Cilium), systemd IPAddressDeny, SELinux or AppArmor (journalctl -k, ausearch -m avc), and seccomp of the container.";
      case EACCES ->
          "A route of type prohibit, or an ICMPv6 admin-prohibited of a firewall, forbids it: see ip route get ADDRESS and the firewalls on the path; a broadcast address is refused likewise.";
      default -> "See ip route get ADDRESS, and the policies of this host and its container.";
    };
  }
}
