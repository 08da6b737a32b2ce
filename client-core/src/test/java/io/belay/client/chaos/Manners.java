package io.belay.client.chaos;

/** How a server treats requests at present. Written by one thread, read by another. */
final class Manners {
  /** Requests are processed and not answered. */
  volatile boolean mute;

  /** Requests are refused. */
  volatile boolean refusing;
}
