package io.belay.client.internal;

/** The life of a {@link Connection}. */
enum ConnectionState {
  /** The name is being resolved, the socket connects, or TLS shakes hands. */
  CONNECTING,
  /** Bytes of the protocol can be exchanged; the peer has not answered yet. */
  OPENING,
  /** Lent to requests, unless it is suspect. */
  READY,
  /** Takes no new requests, finishes those that it has. */
  DRAINING,
  /** Has said goodbye, and waits for the peer to close first. */
  LEAVING,
  /** Over. */
  CLOSED
}
