package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on to the pool what the endpoint source says, until the client closes. Any thread. */
final class EndpointFeed implements EndpointSource.Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final String clientName;
  private final Pool<?, ?> pool;

  private volatile EndpointSource.@Nullable Subscription subscription;
  private volatile boolean failing;

  EndpointFeed(String clientName, Pool<?, ?> pool) {
    this.clientName = clientName;
    this.pool = pool;
  }

  void start(EndpointSource source) {
    subscription = Objects.requireNonNull(source.subscribe(this), "subscription");
  }

  @Override
  public void update(Set<Endpoint> endpoints) {
    Set<Endpoint> copy = Collections.unmodifiableSet(new LinkedHashSet<>(endpoints));
    copy.forEach(each -> Objects.requireNonNull(each, "endpoint"));
    if (failing) {
      failing = false;
      LOG.info("{}: its endpoints are known again: {}", clientName, copy);
    }
    pool.replaceEndpoints(copy);
  }

  @Override
  public void failed(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    if (!failing) {
      failing = true;
      LOG.warn("{}: its endpoints are not known at present, the last ones stay", clientName, cause);
    }
    pool.endpointsUnknown(cause);
  }

  /** Tells the source to stop. What it says after that changes nothing: the pool is closed. */
  void close() {
    EndpointSource.Subscription open = subscription;
    subscription = null;
    if (open != null) {
      try {
        open.close();
      } catch (RuntimeException | Error theirs) {
        LOG.warn("{}: the endpoint source threw when it was told to stop", clientName, theirs);
      }
    }
  }
}
