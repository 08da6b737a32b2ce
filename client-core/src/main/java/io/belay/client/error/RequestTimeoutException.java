package io.belay.client.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The request's deadline passed. If it still waited for a connection, it was not sent. */
@SuppressWarnings("serial")
public final class RequestTimeoutException extends BelayException {
  private final Duration timeout;

  RequestTimeoutException(Duration timeout, FailureContext context, @Nullable Throwable cause) {
    super(
        "No answer within " + FailureMessage.time(timeout),
        remedy(context),
        ErrnoReading.NONE,
        context,
        cause);
    this.timeout = timeout;
  }

  /**
   * How long the request was given, from the call to the answer, all attempts included.
   *
   * @return the timeout
   */
  public Duration timeout() {
    return timeout;
  }

  @Override
  RequestTimeoutException copy(FailureContext newContext) {
    return new RequestTimeoutException(timeout, newContext, getCause());
  }

  private static String remedy(FailureContext context) {
    return context.delivery() == Delivery.NOT_SENT
        ? "It never left this client: see the pool's snapshot for full or missing connections, and "
            + "whether requestTimeout leaves time to connect."
        : "The connection is alive, the answer is late: see the server's latency for this request, "
            + "and whether requestTimeout is above it.";
  }
}
