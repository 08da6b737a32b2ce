package io.belay.codec;

import static java.util.Objects.requireNonNull;

/**
 * How this end speaks the wire format. Both ends should be given the same; the defaults suit two
 * ends that are both Belay's, the switches are for peers that speak only a part of it. A {@code
 * maxPayload} out of its range is refused with an {@link IllegalArgumentException}.
 *
 * @param maxPayload the longest payload of a REQUEST, RESPONSE, ONE_WAY, application or extension
 *     frame that is accepted, in bytes, a request's id included; 8 MiB by default, {@value
 *     #MIN_MAX_PAYLOAD} bytes to 256 MiB. The upper end keeps the first bytes of HTTP, TLS and any
 *     text recognizable: read as a length, they are always above it.
 * @param hello whether the HELLO frame exists: true by default. Without it, this end sends none and
 *     takes one for a violation.
 * @param goAway whether the GOAWAY frame exists: true by default. Without it, this end sends none
 *     and takes one for a violation.
 * @param pingPayload what this end puts into its PINGs, {@link PingPayload#SEQUENCE} by default
 */
public record WireOptions(int maxPayload, boolean hello, boolean goAway, PingPayload pingPayload) {

  /** The smallest {@link #maxPayload()}: no control frame without a text is longer. */
  public static final int MIN_MAX_PAYLOAD = 64;

  /** The largest {@link #maxPayload()}: 256 MiB. */
  public static final int MAX_MAX_PAYLOAD = 256 << 20;

  /** 8 MiB, with HELLO and GOAWAY, numbered PINGs. */
  public static final WireOptions DEFAULT =
      new WireOptions(8 << 20, true, true, PingPayload.SEQUENCE);

  /**
   * Checks the numbers.
   *
   * @param maxPayload as the component
   * @param hello as the component
   * @param goAway as the component
   * @param pingPayload as the component
   * @throws IllegalArgumentException if a number is out of its range
   */
  public WireOptions {
    if (maxPayload < MIN_MAX_PAYLOAD || maxPayload > MAX_MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "maxPayload: %d (expected: %d to %d bytes)"
              .formatted(maxPayload, MIN_MAX_PAYLOAD, MAX_MAX_PAYLOAD));
    }
    requireNonNull(pingPayload, "pingPayload: null (expected: SEQUENCE or EMPTY)");
  }

  /**
   * These options with another limit.
   *
   * @param maxPayload in bytes, {@value #MIN_MAX_PAYLOAD} to {@value #MAX_MAX_PAYLOAD}
   * @return the new options
   * @throws IllegalArgumentException if it is out of its range
   */
  public WireOptions withMaxPayload(int maxPayload) {
    return new WireOptions(maxPayload, hello, goAway, pingPayload);
  }

  /**
   * These options with or without HELLO.
   *
   * @param hello whether the HELLO frame exists
   * @return the new options
   */
  public WireOptions withHello(boolean hello) {
    return new WireOptions(maxPayload, hello, goAway, pingPayload);
  }

  /**
   * These options with or without GOAWAY.
   *
   * @param goAway whether the GOAWAY frame exists
   * @return the new options
   */
  public WireOptions withGoAway(boolean goAway) {
    return new WireOptions(maxPayload, hello, goAway, pingPayload);
  }

  /**
   * These options with another payload of PINGs.
   *
   * @param pingPayload what this end puts into its PINGs
   * @return the new options
   */
  public WireOptions withPingPayload(PingPayload pingPayload) {
    return new WireOptions(maxPayload, hello, goAway, pingPayload);
  }
}
