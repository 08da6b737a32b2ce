package io.belay.codec;

/**
 * The codes that stand in a {@link RemoteError}. Plain numbers: a peer of another version, or its
 * application, may send one that is not here. Below {@link #FIRST_APPLICATION} the request was
 * refused before it was processed; from there on the application failed it.
 */
public final class ErrorCode {
  /** Refused: too much is waiting at the peer. */
  public static final long OVERLOADED = 1;

  /** Refused: the peer shuts down or is taken out of service. */
  public static final long DRAINING = 2;

  /** Refused: the request is longer than the peer accepts. */
  public static final long TOO_LARGE = 3;

  /** Refused: nothing at the peer answers frames of this kind. */
  public static final long UNKNOWN_TYPE = 4;

  /** Refused: the client may not ask this. */
  public static final long UNAUTHORIZED = 5;

  /** The first code of the application's own; 256 itself is a failure without a code. */
  public static final long FIRST_APPLICATION = 256;

  private ErrorCode() {}

  /**
   * The code's name for people.
   *
   * @param code a code
   * @return its name, or {@code code N} for one that is the application's or unknown here
   */
  public static String name(long code) {
    if (code >= FIRST_APPLICATION) {
      return "code " + code;
    }
    return switch ((int) code) {
      case (int) OVERLOADED -> "OVERLOADED";
      case (int) DRAINING -> "DRAINING";
      case (int) TOO_LARGE -> "TOO_LARGE";
      case (int) UNKNOWN_TYPE -> "UNKNOWN_TYPE";
      case (int) UNAUTHORIZED -> "UNAUTHORIZED";
      default -> "code " + code;
    };
  }
}
