package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The thread that waited for the answer was interrupted. The request is cancelled and the thread's
 * interrupt flag is set again.
 */
@SuppressWarnings("serial")
public final class RequestInterruptedException extends BelayException {
  RequestInterruptedException(FailureContext context, @Nullable Throwable cause) {
    super(
        "Interrupted while waiting for the answer",
        "Nothing is wrong with the connection: see who interrupts this thread, usually a shutdown "
            + "or a cancelled task.",
        ErrnoReading.NONE,
        context,
        cause);
  }

  @Override
  RequestInterruptedException copy(FailureContext newContext) {
    return new RequestInterruptedException(newContext, getCause());
  }
}
