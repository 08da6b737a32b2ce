package io.belay.client.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The peer closed the connection in good order: FIN or GOAWAY. */
@SuppressWarnings("serial")
public final class PeerClosedException extends BelayException {
  private final Optional<GoAwayInfo> goAway;

  PeerClosedException(
      Optional<GoAwayInfo> goAway, FailureContext context, @Nullable Throwable cause) {
    super(
        goAway.map(PeerClosedException::summary).orElse("Peer closed the connection"),
        goAway.isPresent()
            ? "The server drains or sends this client away: see its log for the reason; a restart "
                + "or a deployment needs nothing done."
            : "See the server's log for why it closes: a restart, an idle timeout below the "
                + "heartbeat, or an input that it did not like.",
        ErrnoReading.NONE,
        context,
        cause);
    this.goAway = goAway;
  }

  /**
   * What the peer said before it closed.
   *
   * @return empty if it closed without a word
   */
  public Optional<GoAwayInfo> goAway() {
    return goAway;
  }

  @Override
  PeerClosedException copy(FailureContext newContext) {
    return new PeerClosedException(goAway, newContext, getCause());
  }

  private static String summary(GoAwayInfo goAway) {
    return "Peer sent GOAWAY, reason "
        + Long.toUnsignedString(goAway.reason())
        + (goAway.text().isEmpty() ? "" : ": " + PlainText.cut(goAway.text(), 200));
  }
}
