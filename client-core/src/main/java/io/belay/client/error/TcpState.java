package io.belay.client.error;

/** The states of a TCP socket, in the order of their numbers in {@code /proc/net/tcp}. */
public enum TcpState {
  /** Connected. */
  ESTABLISHED,
  /** Connecting. */
  SYN_SENT,
  /** Being connected to. */
  SYN_RECV,
  /** Closed here, not yet acknowledged. */
  FIN_WAIT1,
  /** Closed here, the peer has not closed yet. */
  FIN_WAIT2,
  /** Closed, and kept for a minute so that late segments find no new owner. */
  TIME_WAIT,
  /** Closed. */
  CLOSE,
  /** Closed by the peer, not yet here: a socket that its process forgot. */
  CLOSE_WAIT,
  /** Closed by both, the last acknowledgement is out. */
  LAST_ACK,
  /** Waiting for connections. */
  LISTEN,
  /** Closed by both at once. */
  CLOSING
}
