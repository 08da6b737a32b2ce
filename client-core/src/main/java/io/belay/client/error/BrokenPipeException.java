package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** A write to a connection whose way out was already closed: EPIPE, ESHUTDOWN. */
@SuppressWarnings("serial")
public final class BrokenPipeException extends BelayException {
  BrokenPipeException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super("Write to a closed connection", remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  BrokenPipeException copy(FailureContext newContext) {
    return new BrokenPipeException(reading(), newContext, getCause());
  }

  private static String remedy(Errno errno) {
    return errno == Errno.ESHUTDOWN
        ? "This end had already said that it would send no more: see who closes the client or the "
            + "connection while it is still in use."
        : "The server closed the connection earlier than this write: see why it closes (idle "
            + "timeout, restart) and keep the heartbeat below its idle timeout.";
  }
}
