package io.belay.client.internal;

import io.belay.client.ClientListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user's listener what happens, and keeps what it throws from doing harm. */
final class Events<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);

  private final ClientListener<Q, R> listener;

  Events(ClientListener<Q, R> listener) {
    this.listener = listener;
  }

  void tell(Consumer<ClientListener<Q, R>> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      LOG.warn("The client listener {} threw; nothing else is disturbed", listener, e);
    }
  }
}
