package io.belay.client.metrics;

import static io.belay.client.metrics.MeterSpec.Kind.COUNTER;
import static io.belay.client.metrics.MeterSpec.Kind.GAUGE;
import static io.belay.client.metrics.MeterSpec.Kind.TIMER;

import java.util.List;
import java.util.stream.Stream;

/** Every meter there is. A table in {@code docs/observability.md} says the same, and is tested. */
enum MeterSpec {
  CONNECTIONS(
      "belay.connections",
      GAUGE,
      "connections",
      "Connections, by their state",
      "endpoint",
      "state"),
  CONNECTIONS_OPENED(
      "belay.connections.opened",
      COUNTER,
      "connections",
      "Connections that became ready",
      "endpoint"),
  CONNECTIONS_CLOSED(
      "belay.connections.closed",
      COUNTER,
      "connections",
      "Connections that were ready and ended, by why, and by whose act",
      "endpoint",
      "reason",
      "initiator"),
  CONNECT_DURATION(
      "belay.connect.duration",
      TIMER,
      "seconds",
      "From the dial to the first PONG, or to the failure",
      "endpoint",
      "outcome"),
  ACQUIRE_DURATION(
      "belay.acquire.duration",
      TIMER,
      "seconds",
      "How long requests and leases waited for a connection",
      "endpoint",
      "outcome"),
  ACQUIRE_PENDING(
      "belay.acquire.pending", GAUGE, "requests", "Requests and leases that wait for a connection"),
  REQUESTS_IN_FLIGHT(
      "belay.requests.in.flight", GAUGE, "requests", "Requests on a connection", "endpoint"),
  REQUEST_DURATION(
      "belay.request.duration",
      TIMER,
      "seconds",
      "From the call to its end, waits and all attempts included",
      "endpoint",
      "outcome"),
  RESPONSES_LATE(
      "belay.responses.late",
      COUNTER,
      "responses",
      "Answers that nobody waited for any more",
      "endpoint"),
  ERRORS(
      "belay.errors",
      COUNTER,
      "errors",
      "Requests that failed, by what their callers were told",
      "endpoint",
      "errno",
      "phase",
      "delivery"),
  RETRIES(
      "belay.retries",
      COUNTER,
      "retries",
      "Failed attempts by what followed, and requests that recovered",
      "outcome"),
  RETRY_BUDGET("belay.retry.budget", GAUGE, "retries", "Retries that the budget has left"),
  HEARTBEAT_RTT("belay.heartbeat.rtt", TIMER, "seconds", "From PING to PONG", "endpoint"),
  HEARTBEAT_VERDICTS(
      "belay.heartbeat.verdicts",
      COUNTER,
      "verdicts",
      "Connections closed since their peers were silent, by why they were",
      "endpoint",
      "class"),
  STALLS(
      "belay.stalls",
      TIMER,
      "seconds",
      "Times in which an event loop did not run, which are not held against peers"),
  BYTES(
      "belay.bytes",
      COUNTER,
      "bytes",
      "Bytes of the protocol, before encryption",
      "endpoint",
      "direction");

  /** What kind of meter. */
  enum Kind {
    GAUGE,
    COUNTER,
    TIMER
  }

  final String meterName;
  final Kind kind;
  final String unit;
  final String description;

  /** All its tags, in the order in which they are given their values. */
  @SuppressWarnings("ImmutableEnumChecker") // Stream.toList() makes one that nobody can change.
  final List<String> tags;

  MeterSpec(String meterName, Kind kind, String unit, String description, String... tags) {
    this.meterName = meterName;
    this.kind = kind;
    this.unit = unit;
    this.description = description;
    this.tags = Stream.concat(Stream.of("client"), Stream.of(tags)).toList();
  }
}
