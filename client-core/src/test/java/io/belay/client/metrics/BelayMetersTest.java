package io.belay.client.metrics;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.Endpoint;
import io.belay.client.EndpointSource;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.Registration;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnPing;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.belay.heartbeat.Heartbeat;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Micrometer sees of a client, over real sockets. */
@Timeout(60)
class BelayMetersTest {
  private static final byte[] REQUEST = new byte[100];
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ScriptedPeer peer = new ScriptedPeer();
  private final SeenMeters seen = new SeenMeters("shop");
  private final SimpleMeterRegistry registry = seen.registry;

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .name("shop")
        .endpoint("127.0.0.1", peer.port())
        .pool(PoolOptions.DEFAULT.withMaxConnections(2).withMaxInFlight(2));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theMetersMustSayWhatHappened(Transport transport) {
    BelayClient<byte[], byte[]> client = builder().transport(transport).build();
    BelayMeters.bind(client, registry);
    client.warmUp().join();
    for (int i = 0; i < 10; i++) {
      client.send(REQUEST);
    }
    client.sendOneWay(REQUEST).join();
    peer.onRequest = OnRequest.FAIL;
    assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);

    String endpoint = "127.0.0.1:" + peer.port();
    // What was read when they were bound serves for a moment.
    eventually(
        "all bytes are counted", () -> seen.count("belay.bytes", "direction", "sent") >= 12 * 108);
    assertThat(seen.gauge("belay.connections", "endpoint", endpoint, "state", "ready"))
        .isEqualTo(1);
    assertThat(seen.gauge("belay.connections", "state", "connecting")).isZero();
    assertThat(seen.count("belay.connections.opened", "endpoint", endpoint)).isEqualTo(1);
    assertThat(seen.timed("belay.acquire.duration", "outcome", "acquired")).isEqualTo(12);
    assertThat(seen.timed("belay.request.duration", "outcome", "answered")).isEqualTo(10);
    assertThat(seen.timed("belay.request.duration", "outcome", "sent")).isEqualTo(1);
    assertThat(seen.timed("belay.request.duration", "outcome", "remote_error")).isEqualTo(1);
    assertThat(
            seen.find("belay.request.duration", "outcome", "answered")
                .timer()
                .totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
    assertThat(seen.count("belay.errors", "errno", "none", "phase", "read", "delivery", "answered"))
        .isEqualTo(1);
    // 12 × (8 bytes of header, 100 of body), and the id in front of all but one.
    assertThat(seen.count("belay.bytes", "direction", "sent"))
        .isBetween(12 * 108.0, 12 * 116.0 + 200);
    assertThat(seen.count("belay.bytes", "direction", "received"))
        .isBetween(10 * 116.0, 10 * 116.0 + 200);
    client.close();
  }

  @Test
  void whatWaitsAndWhatIsUnderWayMustBeGauges() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      BelayMeters.bind(client, registry);
      List<CompletableFuture<byte[]>> all =
          Stream.generate(() -> client.sendAsync(REQUEST)).limit(7).toList();
      eventually("four are at the peer", () -> peer.heldCount() == 4);
      eventually("seen", () -> seen.gauge("belay.requests.in.flight") == 4);

      assertThat(seen.gauge("belay.acquire.pending")).isEqualTo(3);
      assertThat(seen.gauge("belay.connections", "state", "ready")).isEqualTo(2);
      // Those that wait first, or they would be served.
      for (int i = all.size() - 1; i >= 0; i--) {
        all.get(i).cancel(true);
      }
      eventually("nothing waits", () -> seen.gauge("belay.acquire.pending") == 0);
      eventually("nothing is under way", () -> seen.gauge("belay.requests.in.flight") == 0);
      assertThat(seen.timed("belay.request.duration", "outcome", "cancelled")).isEqualTo(7);
      assertThat(seen.timed("belay.acquire.duration", "endpoint", "none", "outcome", "cancelled"))
          .isEqualTo(3);
    }
  }

  @Test
  void anOutageMustShowInEachOfItsMeters() {
    ReconnectOptions fast =
        new ReconnectOptions(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofSeconds(10));
    try (BelayClient<byte[], byte[]> client = builder().reconnect(fast).build()) {
      BelayMeters.bind(client, registry);
      client.send(REQUEST);
      peer.stopListening();
      peer.resetAll();
      eventually(
          "the loss is seen",
          () ->
              seen.count("belay.connections.closed", "reason", "reset", "initiator", "peer") == 1);
      assertThat(
              client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(200))))
          .failsWithin(SOON);

      assertThat(seen.timed("belay.connect.duration", "outcome", "connection_refused"))
          .isPositive();
      assertThat(seen.timed("belay.request.duration", "outcome", "connection_refused"))
          .isEqualTo(1);
      assertThat(
              seen.count(
                  "belay.errors",
                  "errno",
                  "ECONNREFUSED",
                  "phase",
                  "connect",
                  "delivery",
                  "not_sent"))
          .isEqualTo(1);
      assertThat(seen.timed("belay.acquire.duration", "outcome", "connection_refused"))
          .isEqualTo(1);
    }
  }

  @Test
  void heartbeatsAndTheirVerdictsMustBeCounted() {
    Heartbeat fast = new Heartbeat(Duration.ofMillis(100), Duration.ofMillis(50), 2);
    try (BelayClient<byte[], byte[]> client =
        builder().heartbeat(fast).transport(Transport.NIO).build()) {
      BelayMeters.bind(client, registry);
      client.warmUp().join();
      eventually("some PONGs came", () -> seen.timed("belay.heartbeat.rtt") > 2);
      peer.onPing = OnPing.IGNORE;
      eventually(
          "a verdict", () -> seen.count("belay.heartbeat.verdicts", "class", "unknown") >= 1);

      assertThat(seen.count("belay.heartbeat.verdicts", "class", "path_dead")).isZero();
      eventually(
          "its end",
          () ->
              seen.count("belay.connections.closed", "reason", "peer_silent", "initiator", "local")
                  >= 1);
    }
  }

  @Test
  void retriesAndLateAnswersMustBeCounted() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      BelayMeters.bind(client, registry);
      client.warmUp().join();
      peer.onRequest = OnRequest.REFUSE;
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
      assertThat(seen.count("belay.retries", "outcome", "retried")).isEqualTo(2);

      peer.onRequest = OnRequest.HOLD;
      assertThat(
              client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(50))))
          .failsWithin(SOON);
      peer.answerHeld();
      eventually("it is late", () -> seen.count("belay.responses.late") == 1);
    }
  }

  @Test
  void theNumbersOfAScrapeMustAgreeUnderLoad() throws Exception {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      BelayMeters.bind(client, registry);
      client.warmUp().join();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 300; i++) {
                  var unused = client.sendAsync(REQUEST).exceptionally(failure -> REQUEST);
                  if (i % 20 == 0) {
                    peer.resetAll();
                  }
                }
              });
      while (!load.isDone()) {
        // In one go, as a registry reads them.
        double now =
            seen.gauge("belay.connections", "state", "ready")
                + seen.gauge("belay.connections", "state", "suspect")
                + seen.gauge("belay.connections", "state", "leased")
                + seen.gauge("belay.connections", "state", "draining");
        double opened = seen.count("belay.connections.opened");
        double closed =
            seen.find("belay.connections.closed").functionCounters().stream()
                .mapToDouble(each -> each.count())
                .sum();
        assertThat(opened - closed).isEqualTo(now);
      }
      load.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyMeterMustBeAsItIsDeclared() {
    peer.onRequest = OnRequest.REFUSE;
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      BelayMeters.bind(client, registry);
      assertThat(client.sendAsync(REQUEST)).failsWithin(SOON);
      List<Meter.Id> ids = registry.getMeters().stream().map(Meter::getId).toList();

      for (MeterSpec spec : MeterSpec.values()) {
        assertThat(ids)
            .filteredOn(id -> id.getName().equals(spec.meterName))
            .isNotEmpty()
            .allSatisfy(
                id -> {
                  assertThat(id.getTags())
                      .extracting(Tag::getKey)
                      .containsExactlyInAnyOrderElementsOf(spec.tags);
                  assertThat(id.getBaseUnit()).isEqualTo(spec.unit);
                  assertThat(id.getDescription()).isEqualTo(spec.description);
                  assertThat(id.getType().name()).isEqualTo(spec.kind.name());
                });
      }
      assertThat(ids).allMatch(id -> id.getName().startsWith("belay."));
    }
  }

  @Test
  void theyMustGoWhenTheyAreUnboundAndWhenTheClientCloses() {
    BelayClient<byte[], byte[]> client = builder().build();
    Registration bound = BelayMeters.bind(client, registry);
    client.send(REQUEST);
    assertThat(registry.getMeters()).isNotEmpty();
    bound.close();
    assertThat(registry.getMeters()).isEmpty();
    client.send(REQUEST);
    assertThat(registry.getMeters()).isEmpty();

    BelayMeters.bind(client, registry);
    client.send(REQUEST);
    assertThat(seen.timed("belay.request.duration", "outcome", "answered")).isEqualTo(1);
    client.close();
    assertThat(registry.getMeters()).isEmpty();
    BelayMeters.bind(client, registry);
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void thoseOfAnEndpointThatIsGoneMustNotWaitForAScrape() {
    Queue<EndpointSource.Watcher> watchers = new ConcurrentLinkedQueue<>();
    EndpointSource source =
        watcher -> {
          watchers.add(watcher);
          return () -> {};
        };
    Endpoint here = new Endpoint("127.0.0.1", peer.port());
    Endpoint gone = new Endpoint("127.0.0.1", 1);
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .name("shop")
            .endpoints(source)
            .pool(PoolOptions.DEFAULT.withMinConnections(0))
            .build()) {
      BelayMeters.bind(client, registry);
      watchers.element().update(Set.of(here, gone));
      eventually("both are there", () -> has(here) && has(gone));
      watchers.element().update(Set.of(here));
      eventually("one is gone", () -> !has(gone));

      assertThat(has(here)).isTrue();
    }
  }

  /** Reads nothing from any meter. */
  private boolean has(Endpoint endpoint) {
    return registry.getMeters().stream()
        .anyMatch(meter -> endpoint.toString().equals(meter.getId().getTag("endpoint")));
  }

  @Test
  void twoClientsMustNotTakeEachOthersMetersAway() {
    BelayClient<byte[], byte[]> one = builder().build();
    BelayClient<byte[], byte[]> other = builder().name("other").build();
    BelayMeters.bind(one, registry);
    BelayMeters.bind(other, registry);
    other.close();

    assertThat(registry.find("belay.connections").tag("client", "other").meters()).isEmpty();
    one.send(REQUEST);
    assertThat(seen.timed("belay.request.duration", "outcome", "answered")).isEqualTo(1);
    one.close();
  }

  @Test
  void theClientsOwnThreadsMayReadThem() {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      BelayMeters.bind(client, registry);
      assertThat(
              client
                  .sendAsync(REQUEST)
                  .thenApply(answer -> seen.gauge("belay.connections", "state", "ready")))
          .succeedsWithin(SOON)
          .satisfies(value -> assertThat(value).isBetween(0.0, 1.0));
    }
  }
}
