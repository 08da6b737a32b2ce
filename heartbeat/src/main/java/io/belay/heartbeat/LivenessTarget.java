package io.belay.heartbeat;

import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.Optional;

/**
 * The connection behind a {@link Liveness}: what it is asked to do, what it is asked, and what it
 * is told. Every method is called on the connection's event loop.
 */
public interface LivenessTarget {

  /**
   * Writes and flushes a PING, ahead of whatever still waits outside the channel.
   *
   * @param sequence the PING's number, for its payload; rises by one each time
   * @return the write: done when the socket took the PING
   */
  ChannelFuture ping(long sequence);

  /**
   * How many bytes the socket took from us, since any fixed moment. Only changes matter: they are
   * the proof that bytes ahead of a PING drain. {@link OutboundMeter} counts them.
   *
   * @return a number that changes when, and only when, the socket takes bytes
   */
  long bytesTaken();

  /**
   * Whether the user paused reading, so that answers may lie unread in the kernel.
   *
   * @return whether it is paused
   */
  boolean readPaused();

  /**
   * Reads what the kernel holds, before a verdict. Called on a paused connection only where the
   * kernel cannot testify instead (NIO), after a minute of silence; the connection then reports
   * that it read in spite of the pause.
   */
  void readNow();

  /**
   * Whether a request waits for its answer, or to be handed to the channel.
   *
   * @return whether at least one does
   */
  boolean exchangesWaiting();

  /**
   * Whether the connection calls {@link Liveness#requestSent()} whenever a request is handed to the
   * channel while none waited, or never has any. Then an idle connection is looked at only when its
   * next PING is due, and not at every tick.
   *
   * @return whether it does; false by default
   */
  default boolean announcesRequests() {
    return false;
  }

  /**
   * What the kernel knows; see {@link TcpInfo#of}.
   *
   * @return the sample, or empty where the transport cannot tell
   */
  Optional<TcpInfo> tcpInfo();

  /**
   * The state changed. The first change to {@link LivenessState#HEALTHY} is readiness: the first
   * PONG came.
   *
   * @param from the state until now
   * @param to the state from now on
   */
  void livenessChanged(LivenessState from, LivenessState to);

  /**
   * A PONG came to the first PING of a round.
   *
   * @param rtt the time from the PING's write to its PONG
   */
  default void rttMeasured(Duration rtt) {}

  /**
   * The peer is dead. The connection fails what it has in flight and aborts its socket, now. The
   * last call that a target gets.
   *
   * @param verdict why
   */
  void condemned(Verdict verdict);
}
