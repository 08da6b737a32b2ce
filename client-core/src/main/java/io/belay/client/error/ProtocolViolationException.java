package io.belay.client.error;

import io.belay.codec.WireError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the peer sent breaks the protocol, or answers a question that nobody asked. */
@SuppressWarnings("serial")
public final class ProtocolViolationException extends BelayException {
  private final Optional<WireError> error;
  private final String detail;

  ProtocolViolationException(
      Optional<WireError> error, String detail, FailureContext context, @Nullable Throwable cause) {
    super(
        "Protocol violation: " + PlainText.cut(detail, 200),
        "See whether both ends speak the same protocol and version, whether the port is the right "
            + "one, and whether a proxy stands between; tcpdump -X shows the bytes.",
        ErrnoReading.NONE,
        context,
        cause);
    this.error = error;
    this.detail = detail;
  }

  /**
   * What the codec found.
   *
   * @return empty if the bytes were well formed and their meaning was not
   */
  public Optional<WireError> error() {
    return error;
  }

  @Override
  ProtocolViolationException copy(FailureContext newContext) {
    return new ProtocolViolationException(error, detail, newContext, getCause());
  }
}
