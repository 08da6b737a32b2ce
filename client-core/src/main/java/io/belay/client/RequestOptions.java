package io.belay.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What one request asks for, beside the client's defaults.
 *
 * @param timeout the bound of the whole request: waiting for a connection, attempts and answer; 1
 *     ms to 1 h. Default: the client's {@code requestTimeout}
 * @param idempotent whether processing the request twice does no harm, so that it may be sent again
 *     when it is unknown whether it was processed. Default: false
 * @param failFast whether the request fails at once with the connect failure when no connection can
 *     be had, instead of waiting for one within its timeout. Default: false
 */
public record RequestOptions(Optional<Duration> timeout, boolean idempotent, boolean failFast) {
  /** The client's timeout, not idempotent, waiting for a connection. */
  public static final RequestOptions DEFAULT = new RequestOptions(Optional.empty(), false, false);

  /**
   * Refuses a timeout out of range.
   *
   * @param timeout see above
   * @param idempotent see above
   * @param failFast see above
   */
  public RequestOptions {
    Refuse.missing("timeout", timeout);
    timeout.ifPresent(
        value -> Refuse.outside("timeout", value, Duration.ofMillis(1), Duration.ofHours(1)));
  }

  /**
   * These options with another timeout.
   *
   * @param timeout 1 ms to 1 h
   * @return the copy
   */
  public RequestOptions withTimeout(Duration timeout) {
    return new RequestOptions(
        Optional.of(Refuse.missing("timeout", timeout)), idempotent, failFast);
  }

  /**
   * These options with another statement about idempotence.
   *
   * @param idempotent whether processing the request twice does no harm
   * @return the copy
   */
  public RequestOptions withIdempotent(boolean idempotent) {
    return new RequestOptions(timeout, idempotent, failFast);
  }

  /**
   * These options with another choice between failing fast and waiting.
   *
   * @param failFast whether to fail at once when no connection can be had
   * @return the copy
   */
  public RequestOptions withFailFast(boolean failFast) {
    return new RequestOptions(timeout, idempotent, failFast);
  }
}
