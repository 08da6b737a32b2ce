package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

  // Where it is to connect to, set by the pool, and in the end by the event loop.
  private volatile @Nullable InetSocketAddress target;

  Identity(Endpoint endpoint, int index, String id, Ticker ticker) {
    this.endpoint = endpoint;
    this.index = index;
    this.id = id;
    this.ticker = ticker;
    createdNanos = ticker.nanoTime();
  }

  /** Where it tries to connect to first. */
  void aimAt(InetSocketAddress address) {
    target = address;
  }

  void connected(Channel connected, InetSocketAddress address) {
    channel = connected;
    target = address;
  }

  /** The address that it is connected to, or tries first. */
  Optional<InetAddress> address() {
    return Optional.ofNullable(target).map(InetSocketAddress::getAddress);
  }

  ConnectionDetails details() {
    return details(Optional.ofNullable(target));
  }

  private ConnectionDetails details(Optional<? extends SocketAddress> remote) {
    return new ConnectionDetails(
        id,
        Duration.ofNanos(ticker.nanoTime() - createdNanos),
        Optional.ofNullable(channel).map(Channel::localAddress),
        remote.map(address -> address));
  }

  /** The circumstances of a failure on this connection. */
  FailureContext context(Phase phase, Delivery delivery) {
    return FailureContext.of(phase)
        .withDelivery(delivery)
        .withEndpoint(endpoint)
        .withConnection(details());
  }

  /** The circumstances of a failure to connect to one of the endpoint's addresses. */
  FailureContext context(Phase phase, InetSocketAddress address) {
    return context(phase).withConnection(details(Optional.of(address)));
  }

  /** As {@link #context(Phase, Delivery)}, of what concerns no request in particular. */
  FailureContext context(Phase phase) {
    return context(phase, Delivery.NOT_SENT);
  }
}
