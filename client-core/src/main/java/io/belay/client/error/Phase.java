package io.belay.client.error;

/** What the client was doing when it failed. */
public enum Phase {
  /** Looking up the host's addresses. */
  RESOLVE,
  /** Connecting the socket. */
  CONNECT,
  /** The TLS handshake. */
  TLS,
  /** The protocol's opening dialogue, such as a login. */
  OPEN,
  /** Waiting for the first PONG, which makes a connection usable. */
  READY,
  /** Waiting for a connection with room. */
  ACQUIRE,
  /** Encoding a request or handing its bytes to the socket. */
  WRITE,
  /** Waiting for the answer to a request that was written. */
  AWAIT,
  /** Reading an answer. */
  READ,
  /** No request was under way. */
  IDLE,
  /** Closing. */
  CLOSE
}
