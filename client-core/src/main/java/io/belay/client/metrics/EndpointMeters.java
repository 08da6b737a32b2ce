package io.belay.client.metrics;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.error.BelayException;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.VerdictClass;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one endpoint. Those whose tags are known are there from the beginning, at zero. Any
 * thread.
 */
final class EndpointMeters {
  // Not those of servers, nor of connections that never were ready.
  private static final Set<CloseReason> OF_READY =
      EnumSet.complementOf(
          EnumSet.of(CloseReason.NEVER_READY, CloseReason.REAPED, CloseReason.REPLACED));

  private final MeterSet meters;
  private final RequestMeters requests;
  private final Scrape scrape;
  private final Endpoint endpoint;
  // What every request needs is at hand.
  private final Timer acquired;
  private final Timer answered;

  EndpointMeters(MeterSet meters, Scrape scrape, Endpoint endpoint) {
    this.meters = meters;
    this.scrape = scrape;
    this.endpoint = endpoint;
    requests = new RequestMeters(meters);
    acquired = meters.timer(MeterSpec.ACQUIRE_DURATION, TagValues.ACQUIRED);
    answered = meters.timer(MeterSpec.REQUEST_DURATION, TagValues.ANSWERED);
    meters.timer(MeterSpec.CONNECT_DURATION, TagValues.READY);
    meters.timer(MeterSpec.HEARTBEAT_RTT);
    for (VerdictClass each : VerdictClass.values()) {
      meters.counter(MeterSpec.HEARTBEAT_VERDICTS, TagValues.of(each));
    }
    showConnections();
    showTraffic();
  }

  private void showConnections() {
    for (ConnectionSnapshot.State each : ConnectionSnapshot.State.values()) {
      meters.gauge(MeterSpec.CONNECTIONS, () -> figures().connections(each), TagValues.of(each));
    }
    meters.gauge(MeterSpec.CONNECTIONS, () -> read(EndpointSnapshot::connecting), "connecting");
    meters.gauge(MeterSpec.REQUESTS_IN_FLIGHT, () -> figures().inFlight());
    meters.counter(MeterSpec.CONNECTIONS_OPENED, () -> read(EndpointSnapshot::opened));
    for (CloseReason each : OF_READY) {
      meters.counter(
          MeterSpec.CONNECTIONS_CLOSED,
          () -> read(at -> at.closedBy().getOrDefault(each, 0L)),
          TagValues.of(each),
          TagValues.of(each.initiator()));
    }
  }

  private void showTraffic() {
    meters.counter(MeterSpec.RESPONSES_LATE, () -> read(at -> at.traffic().lateAnswers()));
    meters.counter(MeterSpec.BYTES, () -> read(at -> at.traffic().bytesSent()), "sent");
    meters.counter(MeterSpec.BYTES, () -> read(at -> at.traffic().bytesReceived()), "received");
  }

  private Scrape.Figures figures() {
    return scrape.read().at(endpoint);
  }

  private double read(ToDoubleFunction<EndpointSnapshot> figure) {
    return figures().endpoint().stream().mapToDouble(figure).sum();
  }

  /** Of requests that do not go as they should. */
  RequestMeters requests() {
    return requests;
  }

  void connectReady(Duration took) {
    meters.timer(MeterSpec.CONNECT_DURATION, TagValues.READY).record(took);
  }

  void connectFailed(Duration took, BelayException failure) {
    meters.timer(MeterSpec.CONNECT_DURATION, TagValues.of(failure)).record(took);
  }

  void roundTrip(Duration took) {
    meters.timer(MeterSpec.HEARTBEAT_RTT).record(took);
  }

  void verdict(VerdictClass verdict) {
    meters.counter(MeterSpec.HEARTBEAT_VERDICTS, TagValues.of(verdict)).increment();
  }

  void acquired(Duration waited) {
    acquired.record(waited);
  }

  void answered(Duration took) {
    answered.record(took);
  }

  void remove() {
    meters.remove();
  }
}
