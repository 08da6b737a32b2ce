package io.belay.client.internal;

import io.belay.client.error.BelayException;
import org.jspecify.annotations.Nullable;

/** Takes back the exchanges whose attempt ended, to repeat them or to complete them. */
interface RequestPath<Q, R> {
  /**
   * An attempt failed. The exchange is nobody's now. Any thread.
   *
   * @param failure with this exchange's own delivery
   */
  void attemptFailed(Exchange<Q, R> exchange, BelayException failure);

  /**
   * An answer came. The exchange is nobody's now. Any thread.
   *
   * @param answer nothing, for a message that wants none
   * @param connection where it came from
   */
  void answered(Exchange<Q, R> exchange, @Nullable R answer, Identity connection);

  /** The connection has no room for the exchange after all, which is no attempt. Any thread. */
  void elsewhere(Exchange<Q, R> exchange);
}
