package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** This client refused the request before it sent any of it. The connection lives on. */
@SuppressWarnings("serial")
public final class RequestRejectedException extends BelayException {

  /** Why it was refused. */
  public enum Reason {
    /** The encoded request is above the payload limit. */
    TOO_LARGE("request too large", "Send less at once, or raise maxPayload at both ends."),
    /** The protocol could not encode it. */
    ENCODE_FAILED(
        "request could not be encoded",
        "Correct the request or the protocol's encoder: the cause shows where it failed."),
    /** The connection's pending bytes are full: the peer takes them slower than they come. */
    PENDING_BYTES(
        "pending bytes are full",
        "The server reads slower than this client writes: slow down, add connections, or raise the "
            + "pool's pending bytes."),
    /** As many requests wait for a connection as may. */
    TOO_MANY_WAITING(
        "too many requests wait for a connection",
        "More is asked than the connections can carry: slow down, or raise the pool's maximum or "
            + "the number of waiting acquires."),
    /** As many requests of a lease await their answers as one connection carries. */
    TOO_MANY_IN_FLIGHT(
        "too many requests in flight on one lease",
        "Wait for answers before sending more on this lease, or raise the pool's maxInFlight."),
    /** The lease was released, or closed, before this request. */
    LEASE_ENDED(
        "the lease has ended",
        "Use a lease only until it is released; the connection may be another caller's by now."),
    /** A blocking call on an event loop would wait for itself. */
    ON_EVENT_LOOP(
        "blocking call on an event loop",
        "Use sendAsync here, or set callbackExecutor so that callbacks run elsewhere.");

    private final String summary;
    private final String remedy;

    Reason(String summary, String remedy) {
      this.summary = summary;
      this.remedy = remedy;
    }
  }

  private final Reason reason;
  private final String detail;

  RequestRejectedException(
      Reason reason, String detail, FailureContext context, @Nullable Throwable cause) {
    super(
        "Request rejected, "
            + reason.summary
            + (detail.isEmpty() ? "" : ": " + PlainText.cut(detail, 200)),
        reason.remedy,
        ErrnoReading.NONE,
        context,
        cause);
    this.reason = reason;
    this.detail = detail;
  }

  /**
   * Why it was refused.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  @Override
  public boolean permanent() {
    return switch (reason) {
      case TOO_LARGE, ENCODE_FAILED, ON_EVENT_LOOP, LEASE_ENDED -> true;
      case PENDING_BYTES, TOO_MANY_WAITING, TOO_MANY_IN_FLIGHT -> false;
    };
  }

  @Override
  RequestRejectedException copy(FailureContext newContext) {
    return new RequestRejectedException(reason, detail, newContext, getCause());
  }
}
