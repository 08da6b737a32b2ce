package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The kernel gave an established connection up: ETIMEDOUT by keepalive, TCP_USER_TIMEOUT or
 * retransmissions.
 */
@SuppressWarnings("serial")
public final class PeerTimeoutException extends BelayException {
  PeerTimeoutException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(
        "Peer timed out",
        "The host or the path to it is gone, or drops packets without a word: see ping and ss -tino on this connection, and whether a firewall lost its state.",
        reading,
        context,
        cause);
  }

  @Override
  PeerTimeoutException copy(FailureContext newContext) {
    return new PeerTimeoutException(reading(), newContext, getCause());
  }
}
