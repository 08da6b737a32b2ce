package io.belay.client;

/**
 * What a connection has carried, or all connections to an endpoint since the client was built.
 *
 * @param bytesSent bytes of the protocol that the socket took; under TLS, before encryption
 * @param bytesReceived bytes of the protocol that were read; under TLS, after decryption
 * @param lateAnswers answers that nobody waited for any more, since their requests had timed out or
 *     were cancelled
 */
public record Traffic(long bytesSent, long bytesReceived, long lateAnswers) {
  /** Nothing at all. */
  public static final Traffic NONE = new Traffic(0, 0, 0);

  /**
   * This and the other.
   *
   * @param other what else was carried
   * @return the sum
   */
  public Traffic plus(Traffic other) {
    return new Traffic(
        bytesSent + other.bytesSent,
        bytesReceived + other.bytesReceived,
        lateAnswers + other.lateAnswers);
  }
}
