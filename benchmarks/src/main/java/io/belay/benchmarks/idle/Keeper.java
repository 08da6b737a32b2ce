package io.belay.benchmarks.idle;

/** Holds connections open and has them pinged. */
interface Keeper extends AutoCloseable {
  /** The thread of the event loop that does it all. */
  Thread loop();

  /** Closes the connections, and returns once its event loop has ended with all that it had. */
  @Override
  void close();
}
