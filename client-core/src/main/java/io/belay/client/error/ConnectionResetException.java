package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The connection was cut at once: ECONNRESET by the peer or something on the path, ECONNABORTED by
 * this machine.
 */
@SuppressWarnings("serial")
public final class ConnectionResetException extends BelayException {
  ConnectionResetException(
      ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(summary(reading.orUnknown()), remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  ConnectionResetException copy(FailureContext newContext) {
    return new ConnectionResetException(reading(), newContext, getCause());
  }

  private static String summary(Errno errno) {
    return switch (errno) {
      case ECONNABORTED -> "Connection aborted on this machine";
      default -> "Connection reset";
    };
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case ECONNABORTED ->
          "Someone on this machine destroyed the socket, as ss -K and some network agents do when an address or a policy changes: see their logs.";
      default ->
          "See whether the server crashed or was killed with unread data, or closes with SO_LINGER 0; a firewall or load balancer that forgot an idle connection resets too, so compare its idle timeout with the heartbeat.";
    };
  }
}
