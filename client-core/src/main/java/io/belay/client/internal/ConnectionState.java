package io.belay.client.internal;

/** The life of a {@link Connection}. */
enum ConnectionState {
  /** The name is being resolved, or the socket connects. */
  DIALLING,
  /** Connected; the TLS handshake is under way. */
  TLS,
  /** Connected, and secured if it is TLS; the peer has not answered yet. */
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
