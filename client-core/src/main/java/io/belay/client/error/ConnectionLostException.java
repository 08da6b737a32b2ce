package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The connection was lost, for a reason that has no type of its own: {@link #errno()} and the cause
 * say more.
 */
@SuppressWarnings("serial")
public final class ConnectionLostException extends BelayException {
  ConnectionLostException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(
        "Connection lost: " + FailureMessage.quote(cause),
        "Look at the cause, and at the log lines of this connection before it.",
        reading,
        context,
        cause);
  }

  @Override
  ConnectionLostException copy(FailureContext newContext) {
    return new ConnectionLostException(reading(), newContext, getCause());
  }
}
