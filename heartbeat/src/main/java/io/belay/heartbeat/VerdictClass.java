package io.belay.heartbeat;

/** Why a peer is silent, as far as the kernel knows. */
public enum VerdictClass {
  /** A probe is unacknowledged and nothing was heard: the network or the peer's host is gone. */
  PATH_DEAD,

  /**
   * A probe is unacknowledged although data or acks arrived after it: only our direction is lost.
   */
  OUTBOUND_DEAD,

  /** The peer's kernel acknowledged the probe, its process does not answer. */
  PEER_HUNG,

  /** The peer reads nothing (zero window), or our bytes made no progress. */
  WRITE_STALLED,

  /** The peer keeps sending, but answers neither PING nor request. */
  NEVER_ANSWERS,

  /**
   * The kernel does not say: no TCP_INFO on this transport, or the silence is too short to judge.
   */
  UNKNOWN
}
