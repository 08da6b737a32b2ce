package io.belay.client.internal;

import io.belay.heartbeat.ProbeKind;

/**
 * A protocol that connections speak.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
public interface Protocol<Q, R> {

  /** What its probe can do. */
  ProbeKind probe();

  /**
   * Its end of a new connection.
   *
   * @param inbound gets what comes in
   * @param connectionIndex which of the client's parallel connections it is; the lowest number that
   *     is free
   */
  Wire<Q, R> newWire(Inbound<R> inbound, int connectionIndex);
}
