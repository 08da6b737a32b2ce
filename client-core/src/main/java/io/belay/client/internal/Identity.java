package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which connection it is, as failures, events and snapshots name it. Any thread. */
final class Identity {
  final Endpoint endpoint;
  final int index;
  final String id;
  final long createdNanos;
  private final Ticker ticker;

  // Set once, by the event loop.
  private volatile @Nullable Channel channel;

  Identity(Endpoint endpoint, int index, String id, Ticker ticker) {
    this.endpoint = endpoint;
    this.index = index;
    this.id = id;
    this.ticker = ticker;
    createdNanos = ticker.nanoTime();
  }

  void connected(Channel connected) {
    channel = connected;
  }

  ConnectionDetails details() {
    Optional<Channel> connected = Optional.ofNullable(channel);
    return new ConnectionDetails(
        id,
        Duration.ofNanos(ticker.nanoTime() - createdNanos),
        connected.map(Channel::localAddress),
        connected.map(Channel::remoteAddress));
  }

  /** The circumstances of a failure on this connection. */
  FailureContext context(Phase phase, Delivery delivery) {
    return FailureContext.of(phase)
        .withDelivery(delivery)
        .withEndpoint(endpoint)
        .withConnection(details());
  }

  /** As {@link #context(Phase, Delivery)}, of what concerns no request in particular. */
  FailureContext context(Phase phase) {
    return context(phase, Delivery.NOT_SENT);
  }
}
