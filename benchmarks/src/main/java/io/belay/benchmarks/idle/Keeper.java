package io.belay.benchmarks.idle;

/** Holds connections open and has them pinged. */
interface Keeper extends AutoCloseable {
  /** The thread of the event loop that does it all. */
  Thread loop();

  @Override
  void close();
}
