package io.belay.heartbeat;

import java.time.Duration;
import java.util.Optional;

/**
 * The heartbeat's judgement that a peer is dead.
 *
 * @param verdictClass why the peer is silent, as far as the kernel knows
 * @param silence how long nothing was received, in the loop clock's time
 * @param bound within how long this had to be found, stalls of our own not counted
 * @param probesSent how many PINGs went unanswered
 * @param lastRtt the last measured time from PING to PONG, if there was one
 * @param tcpInfo what the kernel knew, where the transport can tell
 */
public record Verdict(
    VerdictClass verdictClass,
    Duration silence,
    Duration bound,
    int probesSent,
    Optional<Duration> lastRtt,
    Optional<TcpInfo> tcpInfo) {}
