package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.Optional;

/** A connection as its pool sees it: who it is, what it carries, and who has it to himself. */
abstract class PooledConnection<Q, R> {
  final Identity identity;
  final Load load;
  final Lessee lessee = new Lessee();

  /** It leads where nothing should any more: it is not given to anybody else. Set by the pool. */
  volatile boolean stray;

  PooledConnection(Identity identity, Load load) {
    this.identity = identity;
    this.load = load;
  }

  /* ---- Any thread. */

  /** How far its life has come. */
  abstract ConnectionState state();

  /** How alive its peer is. */
  abstract LivenessState liveness();

  /** Since when it carries nothing; of use only while it carries nothing. */
  abstract long unusedSinceNanos();

  /** How many of its exchanges ended without anybody knowing whether they were processed. */
  abstract int lostExchanges();

  /** What it has carried. */
  abstract Traffic traffic();

  /** What a snapshot shows: nothing before it is ready. */
  abstract Optional<ConnectionSnapshot> picture();

  /** What the peer announced, if it did. */
  abstract Optional<BelayException> farewell();

  /** Reports a lease of it that nobody released. */
  abstract void leaked(Lessee.Leak leak);

  /** Carries the exchange, for which a place in its load was reserved. */
  abstract void submit(Exchange<Q, R> exchange);

  /** Lets what it carries finish, within the bound, then says goodbye and closes. */
  abstract void drain(CloseReason reason, Duration bound);

  /** Fails what it carries and aborts the socket. */
  abstract void abort(CloseReason reason);
}
