package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Phase;
import io.belay.heartbeat.CloseReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended, or why it takes no more requests. The connection's event loop only, but
 * for what the peer announced.
 *
 * <p>The first failure is the one that counts: everything that the socket says after it is an echo.
 */
final class Ending {
  private final Identity identity;

  private @Nullable BelayException failure;
  // Read by the pool too.
  private volatile @Nullable BelayException farewell;
  private CloseReason reason = CloseReason.RETIRED;

  Ending(Identity identity) {
    this.identity = identity;
  }

  /** The peer announced that it will close. */
  void peerSaidGoodbye(BelayException goodbye) {
    farewell = goodbye;
  }

  /** It takes no more requests, for this reason. */
  void begins(CloseReason why) {
    reason = why;
  }

  /** It is over. */
  void over(@Nullable BelayException cause) {
    failure = cause;
  }

  /** Why it began to end. */
  CloseReason reason() {
    return reason;
  }

  /** What the peer announced. */
  Optional<BelayException> farewell() {
    return Optional.ofNullable(farewell);
  }

  /** The failure of what is asked of it now. */
  BelayException failure() {
    if (failure != null) {
      return failure;
    }
    BelayException goodbye = farewell;
    if (goodbye != null) {
      return goodbye;
    }
    return reason == CloseReason.RETIRED
        ? BelayFailures.connectionRetired(identity.context(Phase.CLOSE))
        : BelayFailures.clientClosed(identity.context(Phase.CLOSE));
  }
}
