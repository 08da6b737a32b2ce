package io.belay.codec;

/** The frame types of the wire format, as the unsigned 32-bit numbers that stand in the header. */
public final class FrameType {
  /** Asks the peer to answer with a {@link #PONG} of the same payload. */
  public static final int PING = 1;

  /** Answers a {@link #PING}. */
  public static final int PONG = 2;

  /** Introduces each end to the other; see {@link Hello}. */
  public static final int HELLO = 3;

  /** Announces that the sender takes no more requests; see {@link GoAway}. */
  public static final int GOAWAY = 4;

  /** A request: its id, then its body. Client to server only. */
  public static final int REQUEST = 16;

  /** The answer to the request of the same id. Server to client only. */
  public static final int RESPONSE = 17;

  /** A message that wants no answer, in either direction. */
  public static final int ONE_WAY = 18;

  /** The failure of the request of the same id; see {@link RemoteError}. */
  public static final int ERROR = 19;

  /** The first type that is handed to the application as it is. */
  public static final int FIRST_APPLICATION = 256;

  private static final int FIRST_EXTENSION = 32;

  private FrameType() {}

  /**
   * Whether the type belongs to an extension (32 to 255), to be ignored if both ends allow it.
   *
   * @param type a frame type
   * @return whether it does
   */
  public static boolean isExtension(int type) {
    return type >= FIRST_EXTENSION && type < FIRST_APPLICATION;
  }

  /**
   * Whether the type is the application's own (256 to 2³¹-1).
   *
   * @param type a frame type
   * @return whether it is
   */
  public static boolean isApplication(int type) {
    return type >= FIRST_APPLICATION;
  }

  /**
   * The type's name for people.
   *
   * @param type a frame type
   * @return its name in the wire format, or {@code type N}
   */
  public static String name(int type) {
    return switch (type) {
      case PING -> "PING";
      case PONG -> "PONG";
      case HELLO -> "HELLO";
      case GOAWAY -> "GOAWAY";
      case REQUEST -> "REQUEST";
      case RESPONSE -> "RESPONSE";
      case ONE_WAY -> "ONE_WAY";
      case ERROR -> "ERROR";
      default -> "type " + Integer.toUnsignedString(type);
    };
  }
}
