package io.belay.codec;

/** Which types may come in, and how short and how long the payload of each may be. */
final class FrameLimits {
  /** The longest text of a GOAWAY or an ERROR, in bytes of UTF-8. */
  static final int MAX_TEXT_BYTES = 1024;

  private static final int MAX_PING_BYTES = 64;
  private static final int MAX_HELLO_BYTES = 256;

  private final WireOptions options;

  FrameLimits(WireOptions options) {
    this.options = options;
  }

  /** Whether the type may come in at all, extensions aside. */
  boolean allows(int type) {
    return switch (type) {
      case FrameType.PING,
          FrameType.PONG,
          FrameType.REQUEST,
          FrameType.RESPONSE,
          FrameType.ONE_WAY,
          FrameType.ERROR ->
          true;
      case FrameType.HELLO -> options.hello();
      case FrameType.GOAWAY -> options.goAway();
      default -> FrameType.isApplication(type);
    };
  }

  /** The shortest payload of the type, in bytes. */
  static int min(int type) {
    return switch (type) {
      case FrameType.HELLO -> Hello.BYTES;
      case FrameType.GOAWAY -> GoAway.FIXED_BYTES;
      case FrameType.REQUEST, FrameType.RESPONSE -> Long.BYTES;
      case FrameType.ERROR -> RemoteError.FIXED_BYTES;
      default -> 0;
    };
  }

  /** The longest payload of the type, in bytes. */
  int max(int type) {
    return switch (type) {
      case FrameType.PING, FrameType.PONG -> MAX_PING_BYTES;
      case FrameType.HELLO -> MAX_HELLO_BYTES;
      case FrameType.GOAWAY -> GoAway.FIXED_BYTES + MAX_TEXT_BYTES;
      case FrameType.ERROR -> RemoteError.FIXED_BYTES + MAX_TEXT_BYTES;
      default -> options.maxPayload();
    };
  }
}
