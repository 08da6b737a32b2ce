package io.belay.client.lab;

/** Something that is broken, until it is closed. */
@FunctionalInterface
public interface Fault extends AutoCloseable {
  @Override
  void close();

  /** Does something while it is broken. */
  default void during(Runnable action) {
    try {
      action.run();
    } finally {
      close();
    }
  }
}
