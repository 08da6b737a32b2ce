package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

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
    Duration sinceLastDataReceived) {

  /**
   * Asks the kernel, on the channel's event loop.
   *
   * @param channel a channel of any transport
   * @return the sample; empty on NIO, which has no way to ask, and on a channel that is closed
   */
  public static Optional<TcpInfo> of(Channel channel) {
    try {
      if (channel instanceof EpollSocketChannel epoll) {
        return Optional.of(of(epoll.tcpInfo()));
      }
      if (channel instanceof IoUringSocketChannel uring) {
        return Optional.of(of(uring.tcpInfo()));
      }
      return Optional.empty();
    } catch (ChannelException closed) {
      return Optional.empty();
    }
  }

  /**
   * The retransmission timeout without its backoff. While a segment is resent, the kernel reports
   * the timeout doubled as often as {@code backoff} says; in a zero window it does not, and this is
   * then too short.
   *
   * @return the timeout before it was doubled
   */
  Duration baseRto() {
    return Duration.ofNanos(rto.toNanos() >> Math.min(backoff, Long.SIZE - 1));
  }

  private static TcpInfo of(EpollTcpInfo info) {
    return new TcpInfo(
        info.unacked(),
        info.retransmits(),
        info.backoff(),
        info.probes(),
        Duration.of(info.rto(), ChronoUnit.MICROS),
        Duration.of(info.rtt(), ChronoUnit.MICROS),
        Duration.ofMillis(info.lastAckRecv()),
        Duration.ofMillis(info.lastDataRecv()));
  }

  private static TcpInfo of(IoUringTcpInfo info) {
    return new TcpInfo(
        info.unacked(),
        info.retransmits(),
        info.backoff(),
        info.probes(),
        Duration.of(info.rto(), ChronoUnit.MICROS),
        Duration.of(info.rtt(), ChronoUnit.MICROS),
        Duration.ofMillis(info.lastAckRecv()),
        Duration.ofMillis(info.lastDataRecv()));
  }
}
