package io.belay.client.metrics;

import io.belay.client.BelayClient;
import io.belay.client.Registration;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shows a client to Micrometer. {@code docs/observability.md} lists the meters.
 *
 * <p>Micrometer is an optional dependency: whoever uses this class has {@code
 * io.micrometer:micrometer-core} already.
 */
public final class BelayMeters {
  private BelayMeters() {}

  /**
   * Registers the client's meters, all of them named {@code belay.…} and tagged with the client's
   * name, and most with the endpoint. They go when the client closes. Two clients in one registry
   * need names of their own, which they have unless they were given the same one.
   *
   * <p>Gauges, and counters of what is counted anyway, are read from one {@link
   * BelayClient#snapshot} for each scrape, so that they agree with each other. Timers and the other
   * counters begin at zero when this is called, and make each request a little dearer. No tag's
   * value comes from a peer.
   *
   * @param client the client; if it is closed already, no meter stays
   * @param registry where to; it stays the caller's
   * @return takes the meters away again
   * @param <Q> what a request is
   * @param <R> what an answer is
   */
  @SuppressWarnings("exports") // Optional, so that whoever calls this has it.
  public static <Q, R> Registration bind(BelayClient<Q, R> client, MeterRegistry registry) {
    return ClientMeters.bind(client, registry);
  }
}
