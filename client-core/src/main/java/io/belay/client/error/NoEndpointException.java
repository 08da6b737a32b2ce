package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The client's {@link io.belay.client.EndpointSource} names no endpoint, so that there is nothing
 * to connect to. The cause is what the source says of it, if it says anything.
 */
@SuppressWarnings("serial")
public final class NoEndpointException extends BelayException {
  NoEndpointException(FailureContext context, @Nullable Throwable cause) {
    super(
        cause == null
            ? "No endpoint is known"
            : "No endpoint is known: " + FailureMessage.quote(cause),
        "See whether the service is registered where the client's EndpointSource looks, under the "
            + "name that it looks for, and whether the source is up.",
        ErrnoReading.NONE,
        context,
        cause);
  }

  @Override
  NoEndpointException copy(FailureContext newContext) {
    return new NoEndpointException(newContext, getCause());
  }
}
