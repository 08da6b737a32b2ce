package io.belay.client;

/**
 * Which of Netty's transports carries the connections. The native ones need their native library on
 * the class path, of the same Netty version as the classes.
 */
public enum Transport {
  /** epoll where its native library loads, NIO otherwise. The default. */
  AUTO,
  /** The JDK's selector. Works everywhere; has no TCP_USER_TIMEOUT and no TCP_INFO. */
  NIO,
  /** Linux epoll. */
  EPOLL,
  /** Linux io_uring. Never chosen by {@link #AUTO}. */
  IO_URING
}
