package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** The local address that was asked for cannot be bound: EADDRNOTAVAIL, EADDRINUSE, EACCES. */
@SuppressWarnings("serial")
public final class LocalAddressException extends BelayException {
  LocalAddressException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(summary(reading.orUnknown()), remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  public boolean permanent() {
    return true;
  }

  @Override
  LocalAddressException copy(FailureContext newContext) {
    return new LocalAddressException(reading(), newContext, getCause());
  }

  private static String summary(Errno errno) {
    return switch (errno) {
      case EADDRNOTAVAIL -> "Local address is not of this machine";
      case EADDRINUSE -> "Local address and port are taken";
      case EACCES -> "Local port may not be used";
      default -> "Local address cannot be bound";
    };
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case EADDRNOTAVAIL ->
          "Set the local address to one that ip addr shows on this machine, or leave it unset.";
      case EADDRINUSE ->
          "Leave the local port at 0 so that the kernel picks one; ss -tanp shows who holds this one.";
      case EACCES ->
          "Ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE: leave the local port at 0, or grant it.";
      default -> "Leave the local address unset, unless the route demands one.";
    };
  }
}
