package io.belay.heartbeat;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;

/**
 * What a socket's error says about the end of its connection. Only what is certain in every locale:
 * the native transports carry the errno, and NIO has one text of its own.
 */
final class SocketFailure {
  private static final int EPIPE = 32;
  private static final int ECONNRESET = 104;
  private static final int ETIMEDOUT = 110;

  private SocketFailure() {}

  static CloseReason reason(IOException failure) {
    if (failure instanceof NativeIoException numbered) {
      return switch (-numbered.expectedErr()) {
        case ECONNRESET, EPIPE -> CloseReason.RESET;
        case ETIMEDOUT -> CloseReason.TIMED_OUT;
        default -> CloseReason.IO_ERROR;
      };
    }
    return "Connection reset".equals(failure.getMessage())
        ? CloseReason.RESET
        : CloseReason.IO_ERROR;
  }
}
