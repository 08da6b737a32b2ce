package io.belay.samples;

import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.heartbeat.CloseReason;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what became of a client's connections. */
public final class Witness<Q, R> implements ClientListener<Q, R> {

  /** The end of a connection that was ready. */
  public record Closed(CloseReason reason, Optional<BelayException> failure, long atNanos) {}

  public final AtomicInteger ready = new AtomicInteger();
  public final Queue<Closed> closed = new ConcurrentLinkedQueue<>();
  public final Queue<BelayException> connectFailures = new ConcurrentLinkedQueue<>();

  @Override
  public void connectionReady(BelayConnection<Q, R> connection) {
    ready.incrementAndGet();
  }

  @Override
  public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
    connectFailures.add(failure);
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    closed.add(new Closed(reason, failure, System.nanoTime()));
  }
}
