package io.belay.client.error;

/** What the socket was asked to do when it failed: the same errno means another thing to each. */
enum FailedStep {
  /** Taking a local address. */
  BIND,
  /** Opening a socket and connecting it. */
  CONNECT,
  /** Anything on a connected socket. */
  ESTABLISHED;

  /**
   * Binding is a part of connecting, and only the failure itself tells it apart: the native
   * transports name the call in the text, NIO only in the stack trace.
   */
  static FailedStep of(Throwable thrown, Phase phase) {
    return switch (phase) {
      case RESOLVE, CONNECT, ACQUIRE -> isBind(thrown) ? BIND : CONNECT;
      case TLS, OPEN, READY, WRITE, AWAIT, READ, IDLE, CLOSE -> ESTABLISHED;
    };
  }

  private static boolean isBind(Throwable thrown) {
    for (Throwable link : CauseChain.of(thrown)) {
      String text = link.getMessage();
      if (text != null && text.startsWith("bind(..) failed")) {
        return true;
      }
      StackTraceElement[] frames = link.getStackTrace();
      if (frames.length > 0
          && frames[0].getClassName().equals("sun.nio.ch.Net")
          && frames[0].getMethodName().startsWith("bind")) {
        return true;
      }
    }
    return false;
  }
}
