package io.belay.client.lab;

/** How a {@link Peer} treats who connects. */
enum Manner {
  /** Answers every PING, and every request until it is told to hold them. */
  ECHO,
  /** Never accepts: the kernel alone completes handshakes, until its queue is full. */
  NEVER_ACCEPT,
  /** Accepts, and sends FIN. */
  FIN_ON_ACCEPT,
  /** Accepts, and sends RST. */
  RESET_ON_ACCEPT,
  /** Sends RST once something comes. */
  RESET_ON_DATA,
  /** Accepts and reads, but says nothing. */
  MUTE,
  /** Answers whatever comes as a web server would. */
  HTTP
}
