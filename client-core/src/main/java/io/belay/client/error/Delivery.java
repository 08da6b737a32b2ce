package io.belay.client.error;

/**
 * How far a request got, as far as it can be proven. In order of how little the caller may assume.
 */
public enum Delivery {
  /** No part of the request can have been acted on. Safe to send again. */
  NOT_SENT,
  /** The peer said that it did not process the request. Safe to send again. */
  REFUSED,
  /** The request may have been processed. Safe to send again only if it is idempotent. */
  UNKNOWN,
  /**
   * The peer processed the request: its answer came, or began to. Sending it again would process it
   * twice.
   */
  ANSWERED
}
