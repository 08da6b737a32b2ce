package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The retry that the user configured takes the answer for a failure ({@code retryOnResult}), and is
 * to fail after its last attempt ({@code failAfterMaxAttempts}).
 */
@SuppressWarnings("serial")
public final class AnswerRejectedException extends BelayException {
  AnswerRejectedException(FailureContext context, @Nullable Throwable cause) {
    super(
        "The retry's result predicate rejected the answer",
        "See why the server keeps giving such answers, and whether retryOnResult of the retry's "
            + "configuration means them.",
        ErrnoReading.NONE,
        context,
        cause);
  }

  @Override
  AnswerRejectedException copy(FailureContext newContext) {
    return new AnswerRejectedException(newContext, getCause());
  }
}
