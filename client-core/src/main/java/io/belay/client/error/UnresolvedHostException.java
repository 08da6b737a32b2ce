package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** The host's name has no address, or the name servers did not answer. */
@SuppressWarnings("serial")
public final class UnresolvedHostException extends BelayException {
  private final String host;

  UnresolvedHostException(String host, FailureContext context, @Nullable Throwable cause) {
    super(
        "Host " + PlainText.cut(host, 255) + " not resolved",
        "See getent ahosts and dig of the name on this machine, /etc/resolv.conf and its search "
            + "list, and whether the name servers answer; in Kubernetes, whether the service and "
            + "its namespace are spelled right.",
        ErrnoReading.NONE,
        context,
        cause);
    this.host = host;
  }

  /**
   * The name that was looked up.
   *
   * @return the name; empty if neither the endpoint nor the cause tells
   */
  public String host() {
    return host;
  }

  @Override
  UnresolvedHostException copy(FailureContext newContext) {
    return new UnresolvedHostException(host, newContext, getCause());
  }
}
