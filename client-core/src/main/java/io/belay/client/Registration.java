package io.belay.client;

/**
 * Stands for something that was added to a client and can be taken away again, such as a listener.
 */
public interface Registration extends AutoCloseable {

  /** Takes it away. Any thread; doing so again does nothing. */
  @Override
  void close();
}
