package io.belay.heartbeat;

import java.time.Duration;

/**
 * What the kernel knew of a connection when a verdict was due: the part of Linux's TCP_INFO that
 * tells a hung process from a dead path.
 *
 * @param unacked segments sent and not acknowledged
 * @param retransmits how often the oldest unacknowledged segment was sent again by timeout
 * @param backoff the current exponent of the retransmission or zero-window timer
 * @param probes unanswered zero-window or keepalive probes
 * @param rto the current retransmission timeout
 * @param rtt the smoothed round-trip time
 * @param sinceLastAckReceived time since the kernel last received an acknowledgement
 * @param sinceLastDataReceived time since the kernel last received data
 */
public record TcpInfo(
    long unacked,
    int retransmits,
    int backoff,
    int probes,
    Duration rto,
    Duration rtt,
    Duration sinceLastAckReceived,
    Duration sinceLastDataReceived) {}
