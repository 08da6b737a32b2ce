package io.belay.client.error;

import java.util.Arrays;
import java.util.Optional;

/** The states of a TCP socket, as they stand in {@code /proc/net/tcp}. */
public enum TcpState {
  /** Connected. */
  ESTABLISHED(1),
  /** Connecting. */
  SYN_SENT(2),
  /** Being connected to. */
  SYN_RECV(3),
  /** Closed here, not yet acknowledged. */
  FIN_WAIT1(4),
  /** Closed here, the peer has not closed yet. */
  FIN_WAIT2(5),
  /** Closed, and kept for a minute so that late segments find no new owner. */
  TIME_WAIT(6),
  /** Closed. */
  CLOSE(7),
  /** Closed by the peer, not yet here: a socket that its process forgot. */
  CLOSE_WAIT(8),
  /** Closed by both, the last acknowledgement is out. */
  LAST_ACK(9),
  /** Waiting for connections. */
  LISTEN(10),
  /** Closed by both at once. */
  CLOSING(11);

  private final int number;

  TcpState(int number) {
    this.number = number;
  }

  /** The state of a number in {@code /proc/net/tcp}; empty for one that is not listed there. */
  static Optional<TcpState> ofNumber(int number) {
    return Arrays.stream(values()).filter(state -> state.number == number).findFirst();
  }
}
