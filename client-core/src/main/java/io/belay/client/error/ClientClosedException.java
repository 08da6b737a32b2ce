package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** The client was closed, or its event loops were shut down. */
@SuppressWarnings("serial")
public final class ClientClosedException extends BelayException {
  ClientClosedException(FailureContext context, @Nullable Throwable cause) {
    super(
        "Client closed",
        "Send nothing after close(); if the event loops are your own, shut them down after the "
            + "client.",
        ErrnoReading.NONE,
        context,
        cause);
  }

  @Override
  public boolean permanent() {
    return true;
  }

  @Override
  ClientClosedException copy(FailureContext newContext) {
    return new ClientClosedException(newContext, getCause());
  }
}
