package io.belay.client.error;

import java.util.Optional;

/** Which failure an errno is, by the step at which it came. */
final class ErrnoFailure {
  private ErrnoFailure() {}

  static BelayException of(
      ErrnoReading reading, FailedStep step, FailureContext context, Throwable cause) {
    return switch (reading.orUnknown()) {
      // These mean the same wherever they come up. An established connection meets the first three
      // too: a router may answer late by ICMP, and io_uring may report a refused connect as made.
      case ECONNREFUSED -> new ConnectionRefusedException(reading, context, cause);
      case EHOSTUNREACH, EHOSTDOWN -> new HostUnreachableException(reading, context, cause);
      case ENETUNREACH, ENETDOWN, ENETRESET ->
          new NetworkUnreachableException(reading, context, cause);
      case EMFILE, ENFILE, ENOBUFS, ENOMEM -> new ResourceLimitException(reading, context, cause);
      case ECONNRESET, ECONNABORTED ->
          context.phase() == Phase.TLS
              ? closedInHandshake(reading, context, cause)
              : new ConnectionResetException(reading, context, cause);
      case EPIPE, ESHUTDOWN ->
          context.phase() == Phase.TLS
              ? closedInHandshake(reading, context, cause)
              : new BrokenPipeException(reading, context, cause);
      default ->
          switch (step) {
            case BIND -> whileBinding(reading, context, cause);
            case CONNECT -> whileConnecting(reading, context, cause);
            case ESTABLISHED -> onAConnection(reading, context, cause);
          };
    };
  }

  private static BelayException closedInHandshake(
      ErrnoReading reading, FailureContext context, Throwable cause) {
    return new TlsException(TlsException.Problem.CLOSED_IN_HANDSHAKE, reading, context, cause);
  }

  private static BelayException whileBinding(
      ErrnoReading reading, FailureContext context, Throwable cause) {
    return switch (reading.orUnknown()) {
      case EADDRNOTAVAIL, EADDRINUSE, EACCES -> new LocalAddressException(reading, context, cause);
      default -> whileConnecting(reading, context, cause);
    };
  }

  private static BelayException whileConnecting(
      ErrnoReading reading, FailureContext context, Throwable cause) {
    return switch (reading.orUnknown()) {
      case ETIMEDOUT ->
          new ConnectTimeoutException(
              ConnectTimeoutException.Stage.KERNEL, Optional.empty(), reading, context, cause);
      case EADDRNOTAVAIL, EADDRINUSE ->
          new LocalPortsExhaustedException(Optional.empty(), reading, context, cause);
      case EACCES, EPERM -> new ConnectForbiddenException(reading, context, cause);
      case EINVAL, EAFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE, EDESTADDRREQ ->
          new InvalidAddressException(reading, context, cause);
      default -> new ConnectFailedException(reading, context, cause);
    };
  }

  private static BelayException onAConnection(
      ErrnoReading reading, FailureContext context, Throwable cause) {
    return reading.orUnknown() == Errno.ETIMEDOUT
        ? new PeerTimeoutException(reading, context, cause)
        : new ConnectionLostException(reading, context, cause);
  }
}
