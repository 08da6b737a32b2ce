package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BrokenPipeException;
import io.belay.client.error.ConnectionResetException;
import io.belay.client.error.PeerClosedException;
import io.belay.client.error.PeerTimeoutException;
import io.belay.client.error.ProtocolViolationException;
import io.belay.heartbeat.CloseReason;

/** What a failure and a close have to do with each other. */
final class CloseReasons {
  private CloseReasons() {}

  /** The one word for a failure of an established connection. */
  static CloseReason of(BelayException failure) {
    if (failure instanceof ConnectionResetException || failure instanceof BrokenPipeException) {
      return CloseReason.RESET;
    }
    if (failure instanceof PeerTimeoutException) {
      return CloseReason.TIMED_OUT;
    }
    if (failure instanceof PeerClosedException) {
      return CloseReason.PEER_CLOSED;
    }
    return failure instanceof ProtocolViolationException
        ? CloseReason.PROTOCOL_VIOLATION
        : CloseReason.IO_ERROR;
  }

  /** Whether a failure for this reason aborts the socket, with an RST instead of a FIN. */
  static boolean aborts(CloseReason reason) {
    return switch (reason) {
      case PEER_SILENT, NEVER_READY, PROTOCOL_VIOLATION, TIMED_OUT, CLOSED_BY_USER -> true;
      default -> false;
    };
  }
}
