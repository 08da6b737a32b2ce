package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Guides a connection, and is told what becomes of it, on the connection's event loop. */
interface ConnectionOwner<Q, R> extends Dial.Guide {
  /** It may be lent. At most once. */
  void ready(Connection<Q, R> connection);

  /** It is not lent any more. At most once, and not if it ends before that. */
  void draining(Connection<Q, R> connection, CloseReason reason);

  /** It is over, exactly once. There is no failure if it was closed in order. */
  void ended(Connection<Q, R> connection, CloseReason reason, @Nullable BelayException failure);

  /** A place may have become free. */
  void hasRoom();

  /** A lease of it was never released; it was taken back. */
  void leaked(Connection<Q, R> connection, Lessee.Leak leak);

  /** What is thought of its peer has changed. */
  void livenessChanged(Connection<Q, R> connection, LivenessState state);

  /** A PONG came. */
  void roundTrip(Connection<Q, R> connection, Duration roundTrip);

  /** A message came that answers no request. */
  void message(Connection<Q, R> connection, int type, byte[] body);
}
