package io.belay.heartbeat;

import io.belay.codec.WireOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server looks after its clients.
 *
 * @param wire how the wire format is spoken
 * @param heartbeat the schedule by which clients are probed; off by default, since clients probe
 *     their server and a silent one is reaped
 * @param reapAfter the silence after which a client is reaped, whatever it declared; empty by
 *     default: what its HELLO declares, within 10 s and 10 min, and 90 s without a HELLO. 10 ms to
 *     1 h.
 * @param firstFrameTimeout how long a connection may take to its first whole frame; 10 s, 10 ms to
 *     10 min
 * @param slowFrameTimeout how long a frame may take that arrives at less than 16 KiB/s; 30 s, 10 ms
 *     to 10 min
 * @param minPingInterval how often a client may send PINGs in the long run, 16 at once; 20 ms,
 *     which is the shortest interval of a {@link Heartbeat}; up to 1 min
 * @param requireHello whether clients without a HELLO are refused; false by default
 * @param tcp what is asked of the kernel for each accepted connection
 */
public record ServerOptions(
    WireOptions wire,
    Heartbeat heartbeat,
    Optional<Duration> reapAfter,
    Duration firstFrameTimeout,
    Duration slowFrameTimeout,
    Duration minPingInterval,
    boolean requireHello,
    TcpOptions tcp) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

  /** The defaults, as each component says. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(
          WireOptions.DEFAULT,
          Heartbeat.off(),
          Optional.empty(),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          PongAnswerer.MIN_INTERVAL,
          false,
          TcpOptions.DEFAULT);

  /**
   * Refuses a null and a value out of range, by name.
   *
   * @param wire as the component
   * @param heartbeat as the component
   * @param reapAfter as the component
   * @param firstFrameTimeout as the component
   * @param slowFrameTimeout as the component
   * @param minPingInterval as the component
   * @param requireHello as the component
   * @param tcp as the component
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ServerOptions {
    Objects.requireNonNull(wire, "wire");
    Objects.requireNonNull(heartbeat, "heartbeat");
    Objects.requireNonNull(tcp, "tcp");
    reapAfter.ifPresent(value -> Ranges.check("reapAfter", value, SHORTEST, LONGEST_SILENCE));
    Ranges.check("firstFrameTimeout", firstFrameTimeout, SHORTEST, LONGEST_TIMEOUT);
    Ranges.check("slowFrameTimeout", slowFrameTimeout, SHORTEST, LONGEST_TIMEOUT);
    Ranges.check("minPingInterval", minPingInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
    if (requireHello && !wire.hello()) {
      throw new IllegalArgumentException("requireHello: true (expected: false without wire.hello)");
    }
  }

  /**
   * With another {@link #wire()}.
   *
   * @param value the wire format
   * @return a copy
   */
  public ServerOptions withWire(WireOptions value) {
    return new ServerOptions(
        value,
        heartbeat,
        reapAfter,
        firstFrameTimeout,
        slowFrameTimeout,
        minPingInterval,
        requireHello,
        tcp);
  }

  /**
   * With another {@link #heartbeat()}.
   *
   * @param value the schedule by which clients are probed
   * @return a copy
   */
  public ServerOptions withHeartbeat(Heartbeat value) {
    return new ServerOptions(
        wire,
        value,
        reapAfter,
        firstFrameTimeout,
        slowFrameTimeout,
        minPingInterval,
        requireHello,
        tcp);
  }

  /**
   * With another {@link #reapAfter()}.
   *
   * @param value the silence after which a client is reaped, whatever it declared; 10 ms to 1 h
   * @return a copy
   */
  public ServerOptions withReapAfter(Duration value) {
    return new ServerOptions(
        wire,
        heartbeat,
        Optional.of(value),
        firstFrameTimeout,
        slowFrameTimeout,
        minPingInterval,
        requireHello,
        tcp);
  }

  /**
   * With another {@link #firstFrameTimeout()}.
   *
   * @param value 10 ms to 10 min
   * @return a copy
   */
  public ServerOptions withFirstFrameTimeout(Duration value) {
    return new ServerOptions(
        wire, heartbeat, reapAfter, value, slowFrameTimeout, minPingInterval, requireHello, tcp);
  }

  /**
   * With another {@link #slowFrameTimeout()}.
   *
   * @param value 10 ms to 10 min
   * @return a copy
   */
  public ServerOptions withSlowFrameTimeout(Duration value) {
    return new ServerOptions(
        wire, heartbeat, reapAfter, firstFrameTimeout, value, minPingInterval, requireHello, tcp);
  }

  /**
   * With another {@link #minPingInterval()}.
   *
   * @param value 1 ms to 1 min
   * @return a copy
   */
  public ServerOptions withMinPingInterval(Duration value) {
    return new ServerOptions(
        wire, heartbeat, reapAfter, firstFrameTimeout, slowFrameTimeout, value, requireHello, tcp);
  }

  /**
   * With another {@link #requireHello()}.
   *
   * @param value whether clients without a HELLO are refused
   * @return a copy
   */
  public ServerOptions withRequireHello(boolean value) {
    return new ServerOptions(
        wire,
        heartbeat,
        reapAfter,
        firstFrameTimeout,
        slowFrameTimeout,
        minPingInterval,
        value,
        tcp);
  }

  /**
   * With another {@link #tcp()}.
   *
   * @param value what is asked of the kernel
   * @return a copy
   */
  public ServerOptions withTcp(TcpOptions value) {
    return new ServerOptions(
        wire,
        heartbeat,
        reapAfter,
        firstFrameTimeout,
        slowFrameTimeout,
        minPingInterval,
        requireHello,
        value);
  }
}
