package io.belay.client.internal;

import io.belay.client.ClientListener;
import io.belay.client.Registration;
import java.util.function.Consumer;

/** Tells all who listen what happens to a client's connections. Any thread. */
final class Events<Q, R> {
  private final Listeners<ClientListener<Q, R>> listeners = new Listeners<>();
  private volatile boolean over;

  /** One more listens from now on. */
  Registration add(ClientListener<Q, R> listener) {
    Registration registration = listeners.add(listener);
    if (over) {
      listeners.tellLast(ClientListener::clientClosed);
    }
    return registration;
  }

  void tell(Consumer<ClientListener<Q, R>> event) {
    listeners.tell(event);
  }

  /** The client has closed: the last event, however often. */
  void close() {
    over = true;
    listeners.tellLast(ClientListener::clientClosed);
  }
}
