package io.belay.client.lab;

/** Something that is broken, until it is closed. */
@FunctionalInterface
interface Fault extends AutoCloseable {
  @Override
  void close();
}
