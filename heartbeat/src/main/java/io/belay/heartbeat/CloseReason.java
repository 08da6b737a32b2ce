package io.belay.heartbeat;

/** Why a connection ended: one vocabulary for events, metrics and snapshots, at both ends. */
public enum CloseReason {
  /** The user closed the client or the connection. */
  CLOSED_BY_USER(Initiator.LOCAL),
  /** Idle or old enough to be retired by the pool. */
  RETIRED(Initiator.LOCAL),
  /** The peer said GOAWAY. */
  GOAWAY(Initiator.PEER),
  /** The peer sent FIN. */
  PEER_CLOSED(Initiator.PEER),
  /** The peer, or something on the path, sent RST. */
  RESET(Initiator.PEER),
  /** The kernel gave up: keepalive, TCP_USER_TIMEOUT or retransmissions ran out. */
  TIMED_OUT(Initiator.NETWORK),
  /** The heartbeat's verdict. */
  PEER_SILENT(Initiator.LOCAL),
  /** Any other socket error. */
  IO_ERROR(Initiator.NETWORK),
  /** The peer broke the wire format, or answered a question that nobody asked. */
  PROTOCOL_VIOLATION(Initiator.LOCAL),
  /** Connected, but TLS, the opening dialogue or the first PONG did not succeed in time. */
  NEVER_READY(Initiator.LOCAL),
  /** Server: the client was silent for longer than it declared. */
  REAPED(Initiator.LOCAL),
  /** Server: a newer connection took over the session. */
  REPLACED(Initiator.LOCAL);

  /** Whose act ended the connection. */
  public enum Initiator {
    /** This end. */
    LOCAL,
    /** The other end. */
    PEER,
    /** Neither: the network, or the kernel on its behalf. */
    NETWORK
  }

  private final Initiator initiator;

  CloseReason(Initiator initiator) {
    this.initiator = initiator;
  }

  /**
   * Whose act ended the connection.
   *
   * @return the initiator
   */
  public Initiator initiator() {
    return initiator;
  }
}
