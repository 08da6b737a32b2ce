package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The kernel cannot use the address: EINVAL, EAFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE,
 * EDESTADDRREQ.
 */
@SuppressWarnings("serial")
public final class InvalidAddressException extends BelayException {
  InvalidAddressException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super("Address cannot be used", remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  public boolean permanent() {
    return true;
  }

  @Override
  InvalidAddressException copy(FailureContext newContext) {
    return new InvalidAddressException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case EINVAL ->
          "See whether ip route get ADDRESS shows a blackhole; a link-local IPv6 address needs its scope, as in fe80::1%eth0.";
      case EAFNOSUPPORT ->
          "IPv6 is switched off here, or the JVM runs with -Djava.net.preferIPv4Stack=true: use an IPv4 address or switch IPv6 on.";
      default ->
          "Correct the address of the endpoint: it is not one that TCP can connect to from here.";
    };
  }
}
