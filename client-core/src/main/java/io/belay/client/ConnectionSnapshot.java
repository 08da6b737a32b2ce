package io.belay.client;

import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.OptionInForce;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One connection in a {@link ClientSnapshot}.
 *
 * @param endpoint where it leads
 * @param details its id, age and addresses
 * @param state what the pool does with it
 * @param watched by what its liveness is judged
 * @param liveness what the heartbeat thinks of it
 * @param inFlight requests under way
 * @param pendingBytes bytes of requests that wait for the socket
 * @param roundTrip the last time from PING to PONG, if there was one
 * @param options each tuned socket option, as asked for and as the kernel has it
 * @param tls what its handshake agreed on; empty for plain text
 * @param traffic what it has carried
 */
public record ConnectionSnapshot(
    Endpoint endpoint,
    ConnectionDetails details,
    State state,
    Watched watched,
    LivenessState liveness,
    int inFlight,
    long pendingBytes,
    Optional<Duration> roundTrip,
    List<OptionInForce> options,
    Optional<TlsDetails> tls,
    Traffic traffic) {

  /**
   * Copies the list.
   *
   * @param endpoint see above
   * @param details see above
   * @param state see above
   * @param watched see above
   * @param liveness see above
   * @param inFlight see above
   * @param pendingBytes see above
   * @param roundTrip see above
   * @param options see above
   * @param tls see above
   * @param traffic see above
   */
  public ConnectionSnapshot {
    options = List.copyOf(options);
  }

  /** What the pool does with a connection. */
  public enum State {
    /** It is lent to requests. */
    READY,
    /** A {@link Lease} has it, or waits for the last request on it to end. */
    LEASED,
    /** Its peer does not answer in time; it gets no new requests until it does. */
    SUSPECT,
    /** It finishes its requests, then ends. */
    DRAINING
  }

  /** By what a connection's liveness is judged. */
  public enum Watched {
    /** PING and PONG. */
    HEARTBEAT,
    /** The kernel's options alone: the heartbeat is off, or the protocol has no probe. */
    TCP_ONLY
  }
}
