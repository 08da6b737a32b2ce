package io.belay.heartbeat;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is asked of the kernel for the liveness of a connection; {@link #applyTo} asks.
 *
 * @param keepAlive the kernel's probes on an idle connection, or empty to leave them off
 * @param userTimeout how long sent bytes may stay unacknowledged, or the peer's window closed,
 *     before the kernel gives up with ETIMEDOUT (tcp(7), {@code TCP_USER_TIMEOUT}); empty leaves it
 *     to the retransmissions, 15 minutes and more. 1 ms to 24 days. It replaces keepalive's count,
 *     and kills a live peer that reads nothing for so long: keep it above the heartbeat's worst
 *     case. NIO has no such option.
 * @param notSentLowWater how many bytes may wait unsent in the kernel before it takes no more
 *     (tcp(7), {@code TCP_NOTSENT_LOWAT}), or empty for the kernel's default, no limit. A PING
 *     stands behind these bytes. NIO has no such option.
 */
public record TcpOptions(
    Optional<TcpKeepAlive> keepAlive,
    Optional<Duration> userTimeout,
    Optional<Long> notSentLowWater) {
  private static final Duration MIN_USER_TIMEOUT = Duration.ofMillis(1);
  private static final Duration MAX_USER_TIMEOUT = Duration.ofDays(24);

  /** Keepalive of 30 s, 10 s, 3; a user timeout of 60 s; at most 128 KiB unsent in the kernel. */
  public static final TcpOptions DEFAULT =
      new TcpOptions(
          Optional.of(TcpKeepAlive.DEFAULT),
          Optional.of(Duration.ofSeconds(60)),
          Optional.of(128L * 1024));

  /** Nothing is asked: the kernel's defaults stay. */
  public static final TcpOptions NONE =
      new TcpOptions(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Refuses a null and a value out of range, by name.
   *
   * @param keepAlive as the component
   * @param userTimeout as the component
   * @param notSentLowWater as the component
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TcpOptions {
    Objects.requireNonNull(keepAlive, "keepAlive");
    userTimeout.ifPresent(
        value -> Ranges.check("userTimeout", value, MIN_USER_TIMEOUT, MAX_USER_TIMEOUT));
    notSentLowWater.ifPresent(
        value -> {
          if (value < 1 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                "notSentLowWater: %d (expected: 1 to %d)".formatted(value, Integer.MAX_VALUE));
          }
        });
  }

  /**
   * With another keepalive.
   *
   * @param value the keepalive
   * @return a copy
   */
  public TcpOptions withKeepAlive(TcpKeepAlive value) {
    return new TcpOptions(Optional.of(value), userTimeout, notSentLowWater);
  }

  /**
   * With another user timeout.
   *
   * @param value 1 ms to 24 days
   * @return a copy
   */
  public TcpOptions withUserTimeout(Duration value) {
    return new TcpOptions(keepAlive, Optional.of(value), notSentLowWater);
  }

  /**
   * With another limit of unsent bytes in the kernel.
   *
   * @param bytes 1 to 2³¹-1
   * @return a copy
   */
  public TcpOptions withNotSentLowWater(long bytes) {
    return new TcpOptions(keepAlive, userTimeout, Optional.of(bytes));
  }

  /**
   * Sets what is asked for, on an open channel of any transport, before or after it is connected.
   * Never fails: what could not be set is in the result.
   *
   * @param channel the channel
   * @return each option that was asked for, with what is in force
   */
  public List<OptionInForce> applyTo(Channel channel) {
    return AppliedOptions.to(channel, this);
  }
}
