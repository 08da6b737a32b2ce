package io.belay.client.protocol;

import io.belay.heartbeat.ProbeKind;

/**
 * How requests, answers and probes look on the wire. One instance serves all connections of a
 * client, from any thread; what belongs to one connection is in its {@link Wire}.
 *
 * @param <Q> what a request is. It stays its caller's: it may be encoded again, on another
 *     connection, until its future completes
 * @param <R> what an answer is. If it is reference-counted, it is the caller's to release; one that
 *     nobody waits for any more is released by the client
 * @see io.belay.client.BelayClientBuilder#build(Protocol)
 */
public interface Protocol<Q, R> {

  /**
   * How an answer finds its request.
   *
   * @return always the same
   */
  Correlation correlation();

  /**
   * What the protocol's probe can do. Without one a connection is ready as soon as its {@linkplain
   * Wire#open opening dialogue} is over, and only the kernel's options watch over it: its snapshot
   * says {@code TCP_ONLY}.
   *
   * @return always the same. Default: {@link ProbeKind#NONE}
   */
  default ProbeKind probe() {
    return ProbeKind.NONE;
  }

  /**
   * Whether the peer may act on a part of a request: on a line without its end, say, when the
   * connection ends there. Then a request of which a single byte was written may have been
   * processed; otherwise it certainly was not until its last byte was.
   *
   * @return always the same. Default: false
   */
  default boolean peerActsOnParts() {
    return false;
  }

  /**
   * This end of a new connection, before it is dialled. Called on an event loop: it must not block.
   *
   * @param inbound is told what comes in on it
   * @param connectionIndex which of the client's parallel connections to its endpoint it is; the
   *     lowest number that is free
   * @return a new one each time
   */
  Wire<Q> newWire(Inbound<R> inbound, int connectionIndex);
}
