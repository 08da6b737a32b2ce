package io.belay.client.internal;

import io.belay.client.error.BelayException;

/** Takes back the exchanges whose attempt failed, to repeat them or to fail them for good. */
interface RequestPath<Q, R> {
  /**
   * An attempt failed. The exchange is nobody's now. Any thread.
   *
   * @param failure with this exchange's own delivery
   */
  void attemptFailed(Exchange<Q, R> exchange, BelayException failure);

  /** The connection has no room for the exchange after all, which is no attempt. Any thread. */
  void elsewhere(Exchange<Q, R> exchange);
}
