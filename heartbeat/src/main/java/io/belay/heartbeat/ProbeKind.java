package io.belay.heartbeat;

/** What a protocol's probe can do. */
public enum ProbeKind {
  /** The answer to a probe may come before answers to earlier requests. */
  OVERTAKES,
  /**
   * Answers come in the order of the questions, as in Redis: while requests wait, an unanswered
   * probe proves nothing about the peer's process.
   */
  IN_ORDER,
  /** The protocol has no probe; only the kernel watches the connection. */
  NONE
}
