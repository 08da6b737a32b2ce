package io.belay.client.error;

/**
 * Connections exist, but until the deadline all of them were full, leased or suspect. The cause is
 * the last connect failure, if there was one.
 */
@SuppressWarnings("serial")
public final class PoolExhaustedException extends BelayException {
  private final PoolState state;

  PoolExhaustedException(PoolState state, FailureContext context) {
    super(
        "No connection with room: " + state,
        remedy(state),
        ErrnoReading.NONE,
        context,
        state.lastConnectFailure().orElse(null));
    this.state = state;
  }

  /**
   * The pool when the deadline passed.
   *
   * @return the state
   */
  public PoolState state() {
    return state;
  }

  @Override
  PoolExhaustedException copy(FailureContext newContext) {
    return new PoolExhaustedException(state, newContext);
  }

  private static String remedy(PoolState state) {
    if (state.suspect() > 0 && state.ready() == 0) {
      return "The server is late on every connection: see whether its process hangs or its host is "
          + "overloaded.";
    }
    if (state.leased() > 0 && state.leased() >= state.ready()) {
      return "Callers hold the connections: see whether each lease is closed (a leak is logged), or "
          + "raise the pool's maximum.";
    }
    return "More is asked than the connections can carry: see the server's latency, then raise the "
        + "pool's maximum or maxInFlight.";
  }
}
