package io.belay.codec;

/**
 * The reasons that stand in a {@link GoAway}. Plain numbers: a peer of another version may send one
 * that is not here.
 */
public final class GoAwayReason {
  /** The sender shuts down or is taken out of service. */
  public static final long DRAINING = 1;

  /** The sender retires this connection for its age or idleness; another one is welcome at once. */
  public static final long RETIRED = 2;

  /**
   * A later life of the same client is known, and the HELLO that the server sent before has its
   * epoch.
   */
  public static final long STALE_EPOCH = 3;

  /** A newer connection of the same session took over. */
  public static final long REPLACED = 4;

  /** PINGs came faster than the sender's HELLO accepts. */
  public static final long TOO_MANY_PINGS = 5;

  /** The sender wants a HELLO first, and got none in time. */
  public static final long HELLO_REQUIRED = 6;

  /** The client may not have the session that it claims. */
  public static final long UNAUTHORIZED = 7;

  private GoAwayReason() {}

  /**
   * The reason's name for people.
   *
   * @param reason a reason
   * @return its name, or {@code reason N} for one that is unknown here
   */
  public static String name(long reason) {
    // An unknown reason above 31 bits becomes negative here, and is as unknown.
    return switch ((int) reason) {
      case (int) DRAINING -> "DRAINING";
      case (int) RETIRED -> "RETIRED";
      case (int) STALE_EPOCH -> "STALE_EPOCH";
      case (int) REPLACED -> "REPLACED";
      case (int) TOO_MANY_PINGS -> "TOO_MANY_PINGS";
      case (int) HELLO_REQUIRED -> "HELLO_REQUIRED";
      case (int) UNAUTHORIZED -> "UNAUTHORIZED";
      default -> "reason " + reason;
    };
  }
}
