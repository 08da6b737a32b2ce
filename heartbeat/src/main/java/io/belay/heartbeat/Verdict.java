package io.belay.heartbeat;

import java.time.Duration;
import java.util.Optional;

/**
 * The heartbeat's judgement that a peer is dead. From the last byte received to the verdict the
 * wall saw {@code silence}, plus the lateness within {@code forgiven}; and that is at most {@code
 * bound}, two ticks and {@code forgiven}.
 *
 * @param verdictClass why the peer is silent, as far as the kernel knows
 * @param silence how long nothing was received, or how long a peer that still sends did not answer;
 *     in the loop clock's time, and the latter without the time in which a frame arrived fast or
 *     the user paused reading
 * @param bound within how long this had to be found, {@code forgiven} not counted
 * @param probesSent how many PINGs of the last round went unanswered
 * @param lastRtt the last measured time from PING to PONG, if there was one
 * @param tcpInfo what the kernel knew, where the transport can tell
 * @param forgiven what was not held against the peer since its last answer: time in which our event
 *     loop did not run, and waits that began anew because of it or because bytes ahead of the PING
 *     still drained, and the grace of a hung peer
 */
public record Verdict(
    VerdictClass verdictClass,
    Duration silence,
    Duration bound,
    int probesSent,
    Optional<Duration> lastRtt,
    Optional<TcpInfo> tcpInfo,
    Duration forgiven) {

  /**
   * A verdict in which nothing was forgiven.
   *
   * @param verdictClass why the peer is silent
   * @param silence how long nothing was received
   * @param bound within how long this had to be found
   * @param probesSent how many PINGs went unanswered
   * @param lastRtt the last measured time from PING to PONG
   * @param tcpInfo what the kernel knew
   */
  public Verdict(
      VerdictClass verdictClass,
      Duration silence,
      Duration bound,
      int probesSent,
      Optional<Duration> lastRtt,
      Optional<TcpInfo> tcpInfo) {
    this(verdictClass, silence, bound, probesSent, lastRtt, tcpInfo, Duration.ZERO);
  }
}
