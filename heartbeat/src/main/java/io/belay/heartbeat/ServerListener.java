package io.belay.heartbeat;

/**
 * Hears of a server's connections, each opening with exactly one end. Called on the connection's
 * event loop.
 */
public interface ServerListener {
  /** Hears nothing. */
  ServerListener NONE = new ServerListener() {};

  /**
   * A client connected.
   *
   * @param connection the connection
   */
  default void opened(ServerConnection connection) {}

  /**
   * The client said HELLO, and was accepted.
   *
   * @param connection the connection, whose {@link ServerConnection#hello()} is there now
   */
  default void greeted(ServerConnection connection) {}

  /**
   * The connection is gone.
   *
   * @param connection the connection
   * @param reason why
   */
  default void closed(ServerConnection connection, CloseReason reason) {}
}
