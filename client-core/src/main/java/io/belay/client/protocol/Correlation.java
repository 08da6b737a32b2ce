package io.belay.client.protocol;

/** How an answer finds the request that it answers. */
public enum Correlation {
  /** Each request carries an id, and its answer the same one. Answers come in any order. */
  BY_ID,
  /**
   * Answers come in the order of the requests, one for each, as in Redis. A request whose answer is
   * slow holds up those behind it on the same connection. The answer to one that timed out, or was
   * cancelled, is swallowed when it comes, and never given to another.
   */
  IN_ORDER
}
