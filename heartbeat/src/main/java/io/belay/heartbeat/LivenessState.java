package io.belay.heartbeat;

/** How alive a connection is, as its heartbeat sees it. */
public enum LivenessState {
  /** The peer answered what it was asked. */
  HEALTHY,
  /** A PING is out, and its interval has not passed. */
  PROBING,
  /**
   * The first interval passed unanswered: no new request should go this way; those in flight go on.
   */
  SUSPECT,
  /** The verdict fell. */
  DEAD
}
