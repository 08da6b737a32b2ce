package io.belay.client.metrics;

import io.belay.client.BelayClient;
import io.belay.client.BelayConnection;
import io.belay.client.ClientListener;
import io.belay.client.Endpoint;
import io.belay.client.Registration;
import io.belay.client.RequestListener;
import io.belay.client.RetrySnapshot;
import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.PeerSilentException;
import io.belay.heartbeat.CloseReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All meters of one client. Those of an endpoint come with the first that is heard of it, and go
 * with the first snapshot that knows nothing of it, which is taken for a scrape, or when endpoints
 * change. Any thread.
 */
final class ClientMeters<Q, R> implements ClientListener<Q, R>, RequestListener, Registration {
  private final MeterRegistry registry;
  private final String client;
  private final MeterSet ofClient;
  private final Timer stalls;
  private final MeterSet ofNone;
  private final RequestMeters requestsOfNone;
  private final Map<Endpoint, EndpointMeters> ofEndpoints = new ConcurrentHashMap<>();
  private final Scrape scrape;
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private ClientMeters(BelayClient<Q, R> client, MeterRegistry registry) {
    this.registry = registry;
    this.client = client.snapshot().name();
    scrape = new Scrape(client::snapshot, System::nanoTime, this::follow);
    ofClient = new MeterSet(registry, this.client);
    ofClient.gauge(MeterSpec.ACQUIRE_PENDING, () -> scrape.read().client().waiting());
    showRetries();
    stalls = ofClient.timer(MeterSpec.STALLS);
    ofNone = new MeterSet(registry, this.client, TagValues.NONE);
    requestsOfNone = new RequestMeters(ofNone);
  }

  private void showRetries() {
    ofClient.gauge(MeterSpec.RETRY_BUDGET, () -> retries().budget());
    ofClient.counter(MeterSpec.RETRIES, () -> retries().resent(), "resent");
    ofClient.counter(MeterSpec.RETRIES, () -> retries().retried(), "retried");
    ofClient.counter(MeterSpec.RETRIES, () -> retries().denied(), "denied");
    ofClient.counter(MeterSpec.RETRIES, () -> retries().recovered(), "recovered");
  }

  private RetrySnapshot retries() {
    return scrape.read().client().retries();
  }

  static <Q, R> Registration bind(BelayClient<Q, R> client, MeterRegistry registry) {
    ClientMeters<Q, R> meters = new ClientMeters<>(client, registry);
    // With which the endpoints come.
    meters.scrape.read();
    meters.registrations.add(client.addRequestListener(meters));
    meters.registrations.add(client.addListener(meters));
    if (meters.closed) {
      // Meanwhile, or before: what came later goes too.
      meters.close();
    }
    return meters;
  }

  /** Unbinds. */
  @Override
  public void close() {
    closed = true;
    registrations.forEach(Registration::close);
    ofClient.remove();
    ofNone.remove();
    ofEndpoints.keySet().forEach(this::remove);
  }

  /* ---- Endpoints come and go. */

  private void follow(Scrape.Picture picture) {
    picture.endpoints().keySet().forEach(this::at);
    ofEndpoints.keySet().stream()
        .filter(each -> !picture.endpoints().containsKey(each))
        .forEach(this::remove);
  }

  /** Those that are gone must not stay for want of a scrape. */
  @Override
  public void endpointsChanged(Set<Endpoint> endpoints) {
    follow(scrape.take());
  }

  private EndpointMeters at(Endpoint endpoint) {
    EndpointMeters known = ofEndpoints.get(endpoint);
    if (known != null) {
      return known;
    }
    EndpointMeters meters =
        ofEndpoints.computeIfAbsent(
            endpoint,
            each ->
                new EndpointMeters(new MeterSet(registry, client, each.toString()), scrape, each));
    if (closed) {
      remove(endpoint);
    }
    return meters;
  }

  /** In one step, or meters of the same name that come again would go too. */
  private void remove(Endpoint endpoint) {
    ofEndpoints.computeIfPresent(
        endpoint,
        (each, meters) -> {
          meters.remove();
          return null;
        });
  }

  private RequestMeters requests(Optional<Endpoint> endpoint) {
    return endpoint.map(each -> at(each).requests()).orElse(requestsOfNone);
  }

  /* ---- What happens to connections. */

  @Override
  public void connectFailed(Endpoint endpoint, String connectionId, BelayException failure) {
    Duration took = failure.connection().map(ConnectionDetails::age).orElse(Duration.ZERO);
    at(endpoint).connectFailed(took, failure);
  }

  @Override
  public void connectionReady(BelayConnection<Q, R> connection) {
    at(connection.endpoint()).connectReady(connection.details().age());
  }

  @Override
  public void heartbeat(Endpoint endpoint, ConnectionDetails connection, Duration roundTrip) {
    at(endpoint).roundTrip(roundTrip);
  }

  @Override
  public void connectionClosed(
      Endpoint endpoint,
      ConnectionDetails connection,
      CloseReason reason,
      Optional<BelayException> failure) {
    if (failure.orElse(null) instanceof PeerSilentException silent) {
      at(endpoint).verdict(silent.verdict().verdictClass());
    }
  }

  @Override
  public void stalled(Duration stall) {
    stalls.record(stall);
  }

  @Override
  public void clientClosed() {
    close();
  }

  /* ---- What happens to requests. */

  @Override
  public void acquired(Endpoint endpoint, Duration waited) {
    at(endpoint).acquired(waited);
  }

  @Override
  public void notAcquired(Duration waited, Optional<BelayException> failure) {
    requestsOfNone.notAcquired(waited, failure.map(TagValues::of).orElse(TagValues.CANCELLED));
  }

  @Override
  public void requestAnswered(Endpoint endpoint, Duration took) {
    at(endpoint).answered(took);
  }

  @Override
  public void oneWaySent(Endpoint endpoint, Duration took) {
    at(endpoint).requests().ended(took, TagValues.SENT);
  }

  @Override
  public void requestFailed(Optional<Endpoint> endpoint, Duration took, BelayException failure) {
    requests(endpoint).failed(took, failure);
  }

  @Override
  public void requestCancelled(Optional<Endpoint> endpoint, Duration took) {
    requests(endpoint).ended(took, TagValues.CANCELLED);
  }
}
