package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** Nobody listens at the endpoint, or a firewall answers in their place: ECONNREFUSED. */
@SuppressWarnings("serial")
public final class ConnectionRefusedException extends BelayException {
  ConnectionRefusedException(
      ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(
        "Connection refused",
        "See whether the server runs and listens on this address and port (ss -ltn on its host), and whether a firewall or a service without ready backends rejects in its place.",
        reading,
        context,
        cause);
  }

  @Override
  ConnectionRefusedException copy(FailureContext newContext) {
    return new ConnectionRefusedException(reading(), newContext, getCause());
  }
}
