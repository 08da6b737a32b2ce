package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Endpoint;
import io.belay.client.EndpointSnapshot;
import io.belay.client.Lease;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.RequestOptions;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pool, what it stands on, and what must be true of it. One thread, a clock that stands still
 * between steps, and nothing random that the seed does not decide.
 */
final class PoolWorld {
  private static final int TICK_MILLIS = 100;
  private static final int MAX_DIALLING = 2;

  final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  final EventLoop home = channel.eventLoop();
  final Pool<String, String> pool;
  private final PoolOptions options;
  private final Requests<String, String> requests;
  private final Leases<String, String> leases;

  private final List<Endpoint> all;
  private Set<Endpoint> named = Set.of();
  private final List<ModelConnection> connections = new ArrayList<>();
  private final List<Lease<String, String>> held = new ArrayList<>();
  private final List<Throwable> broken = new ArrayList<>();

  // In the order in which they came.
  private final List<Tracked> calls = new ArrayList<>();
  private boolean atOnce;

  /** What became of a call. */
  private static final class Tracked {
    private final CompletableFuture<?> call;
    private boolean served;
    private int ends;

    Tracked(CompletableFuture<?> call) {
      this.call = call;
    }

    /** A lease's future is done in the moment in which it is granted. */
    boolean waits() {
      boolean isBeingGranted = call instanceof LeaseCall && !call.isCompletedExceptionally();
      return !served && (!call.isDone() || isBeingGranted);
    }
  }

  PoolWorld(PoolOptions options, int endpoints, long seed) {
    this.options = options;
    PoolPlan plan =
        new PoolPlan(options, ReconnectOptions.DEFAULT, Duration.ofSeconds(3), new Random(seed));
    Names names =
        (host, asker) -> {
          throw new AssertionError("looks up " + host);
        };
    pool = new Pool<>(plan, home, this::dial, names, new Events<>());
    requests = new Requests<>(Duration.ofSeconds(10), ticker, null);
    leases = new Leases<>(pool.admission(), requests, new BlockingCalls(home), options.drain());
    pool.start();
    all = IntStream.range(0, endpoints).mapToObj(i -> new Endpoint("127.0.0.1", 9000 + i)).toList();
    name(Set.copyOf(all));
    settle();
  }

  int maxInFlight() {
    return options.maxInFlight();
  }

  private ModelConnection dial(
      EndpointPool<String, String> endpoint, int index, Pool<String, String> toPool) {
    ModelConnection connection =
        new ModelConnection(this, endpoint, index, "c" + connections.size());
    check(
        () ->
            assertThat(of(endpoint.endpoint))
                .as("indexes in use")
                .noneMatch(each -> each.identity.index == index));
    if (!atOnce) {
      check(() -> assertThat(named).as("dialled").contains(endpoint.endpoint));
    }
    connections.add(connection);
    return connection;
  }

  /* ---- What happens. */

  void pass(int millis) {
    for (int left = millis; left > 0; left -= TICK_MILLIS) {
      ticker.advance(Math.min(left, TICK_MILLIS), TimeUnit.MILLISECONDS);
      settle();
    }
  }

  /** Lets the loop run until it has nothing more to do at this time. */
  private void settle() {
    do {
      channel.runPendingTasks();
    } while (channel.hasPendingTasks() && channel.runScheduledPendingTasks() == 0);
  }

  /** The endpoint source names some of the endpoints, which the bits of the number choose. */
  void nameSome(int bits) {
    name(
        IntStream.range(0, all.size())
            .filter(i -> (bits & 1 << i) != 0)
            .mapToObj(all::get)
            .collect(Collectors.toSet()));
  }

  private void name(Set<Endpoint> endpoints) {
    named = endpoints;
    pool.replaceEndpoints(endpoints);
  }

  void atOnce(PoolStep first, PoolStep second) {
    atOnce = true;
    first.applyTo(this);
    second.applyTo(this);
    settle();
    atOnce = false;
  }

  void request(int timeoutMillis, boolean failFast) {
    Exchange<String, String> exchange =
        requests.newExchange("request", Exchange.Kind.REQUEST, asks(timeoutMillis, failFast));
    track(exchange);
    pool.admission().submit(exchange);
  }

  void lease(int timeoutMillis, boolean failFast) {
    // Granted at once, if one is idle: it comes after all that wait.
    CompletableFuture<Lease<String, String>> call =
        leases.acquireAsync(asks(timeoutMillis, failFast));
    track(call);
    call.whenComplete(
        (lease, failure) -> {
          if (lease != null) {
            granted(call, lease);
          }
        });
  }

  private static RequestOptions asks(int timeoutMillis, boolean failFast) {
    return RequestOptions.DEFAULT
        .withTimeout(Duration.ofMillis(timeoutMillis))
        .withFailFast(failFast);
  }

  private void granted(CompletableFuture<?> call, Lease<String, String> lease) {
    check(() -> assertThat(waiting(LeaseCall.class::isInstance)).first().isEqualTo(call));
    serve(call);
    check(() -> assertThat(held).noneMatch(each -> idOf(each).equals(idOf(lease))));
    if (!atOnce) {
      check(() -> assertThat(named).as("leased").contains(endpointOf(lease)));
    }
    held.add(lease);
  }

  /** It waits for nothing, whatever becomes of it. */
  void sendOn(Lease<String, String> lease) {
    track(lease.sendAsync("on a lease")).served = true;
  }

  void release(Lease<String, String> lease, boolean reusable) {
    held.remove(lease);
    if (reusable) {
      lease.close();
    } else {
      lease.release(false);
    }
    // However often: it is of no more use.
    lease.release(true);
  }

  private Tracked track(CompletableFuture<?> call) {
    Tracked tracked = new Tracked(call);
    calls.add(tracked);
    call.whenComplete((outcome, failure) -> tracked.ends++);
    return tracked;
  }

  /** It is on a connection, or has its lease. */
  private void serve(CompletableFuture<?> call) {
    calls.stream().filter(each -> each.call == call).forEach(each -> each.served = true);
  }

  /** An exchange is carried from now on. */
  void begins(Exchange<String, String> exchange, boolean alone) {
    if (!exchange.pinned) {
      check(() -> assertThat(waiting(Exchange.class::isInstance)).first().isEqualTo(exchange));
      // What falls idle may be taken by a request before the loop knows of it.
      if (alone && !atOnce) {
        check(
            () ->
                assertThat(waiting(each -> true))
                    .as("no lease waits for the idle connection, but later than the exchange")
                    .first()
                    .isEqualTo(exchange));
      }
    }
    serve(exchange);
  }

  /* ---- What there is to choose from. */

  <T> Optional<T> pick(List<T> some, int number) {
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(number % some.size()));
  }

  List<CompletableFuture<?>> pendingCalls() {
    return calls.stream()
        .<CompletableFuture<?>>map(each -> each.call)
        .filter(call -> !call.isDone())
        .toList();
  }

  List<ModelConnection> dialling() {
    return in(ConnectionState.CONNECTING);
  }

  List<ModelConnection> usable() {
    return in(ConnectionState.READY);
  }

  List<ModelConnection> carrying() {
    return connections.stream().filter(each -> !each.carried.isEmpty()).toList();
  }

  List<Lease<String, String>> held() {
    return held;
  }

  private List<ModelConnection> in(ConnectionState state) {
    return connections.stream().filter(each -> each.state() == state).toList();
  }

  private List<ModelConnection> of(Endpoint endpoint) {
    return connections.stream()
        .filter(each -> each.identity.endpoint.equals(endpoint))
        .filter(each -> each.state() != ConnectionState.CLOSED)
        .toList();
  }

  private List<CompletableFuture<?>> waiting(Predicate<CompletableFuture<?>> kind) {
    return calls.stream()
        .filter(Tracked::waits)
        .<CompletableFuture<?>>map(each -> each.call)
        .filter(kind)
        .toList();
  }

  private Endpoint endpointOf(Lease<?, ?> lease) {
    return connections.stream()
        .map(each -> each.identity)
        .filter(each -> each.id.equals(idOf(lease)))
        .findFirst()
        .orElseThrow()
        .endpoint;
  }

  private static String idOf(Lease<?, ?> lease) {
    return lease.details().id();
  }

  /* ---- What must be true. */

  /** Remembers what is broken where an exception would be caught. */
  void check(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError e) {
      broken.add(e);
    }
  }

  void step(PoolStep step) {
    step.applyTo(this);
    settle();
    verify();
  }

  private void verify() {
    if (!broken.isEmpty()) {
      throw new AssertionError(broken.get(0));
    }
    assertThat(calls)
        .allSatisfy(each -> assertThat(each.ends).isEqualTo(each.call.isDone() ? 1 : 0));
    Pool.Picture picture = pool.picture().join();
    assertThat(picture.endpoints().stream().filter(each -> !each.withdrawn()))
        .extracting(EndpointSnapshot::endpoint)
        .containsExactlyInAnyOrderElementsOf(named);
    assertThat(picture.waiting()).as("waiting").isEqualTo(waiting(call -> true).size());
    picture.endpoints().forEach(this::verify);
    assertThat(usable().stream().filter(each -> each.load.isTaken()))
        .as("leased or set aside")
        .hasSizeLessThanOrEqualTo(held.size() + waiting(LeaseCall.class::isInstance).size());
    for (ModelConnection each : connections) {
      assertThat(each.load.count()).as(each.toString()).isEqualTo(each.carried.size());
    }
    assertThat(connections.stream().filter(each -> each.state() == ConnectionState.CLOSED))
        .allSatisfy(each -> assertThat(each.carried).isEmpty());
  }

  private void verify(EndpointSnapshot shown) {
    List<ModelConnection> there = of(shown.endpoint());
    List<ModelConnection> ready =
        there.stream().filter(each -> each.state() == ConnectionState.READY).toList();
    long dialling =
        there.stream().filter(each -> each.state() == ConnectionState.CONNECTING).count();
    assertThat(shown.ready()).as("ready").isEqualTo(ready.size());
    assertThat(shown.connecting()).as("connecting").isEqualTo((int) dialling);
    assertThat(shown.leased())
        .as("leased")
        .isEqualTo((int) ready.stream().filter(each -> each.load.isTaken()).count());
    assertThat(dialling).as("concurrent connects").isLessThanOrEqualTo(MAX_DIALLING);
    if (shown.withdrawn()) {
      assertThat(ready).as("left at a withdrawn endpoint").allMatch(each -> each.load.isTaken());
    }
    // One more may be there, to replace an old one.
    assertThat(ready.size() + dialling)
        .as("connections of %s", there)
        .isLessThanOrEqualTo(options.maxConnections() + 1L);
  }

  /** After good times there must be the minimum, and nobody may wait. */
  void recover() {
    name(Set.copyOf(all.subList(0, 1)));
    settle();
    for (int i = 0; i < 400 && !isWell(); i++) {
      dialling().forEach(ModelConnection::connected);
      usable().forEach(each -> each.suspect(false));
      List.copyOf(held).forEach(each -> release(each, true));
      carrying().forEach(each -> each.answer(0));
      pass(TICK_MILLIS);
      verify();
    }
    assertThat(pendingCalls()).as("calls that never end").isEmpty();
    assertThat(pool.picture().join().endpoints())
        .as("endpoints, of which one is left")
        .singleElement()
        .satisfies(
            each -> assertThat(each.ready()).isGreaterThanOrEqualTo(options.minConnections()));
    assertThat(usable()).as("set aside for nobody").noneMatch(each -> each.load.isTaken());
  }

  private boolean isWell() {
    return pendingCalls().isEmpty()
        && held.isEmpty()
        && pool.picture().join().endpoints().stream()
            .allMatch(each -> !each.withdrawn() && each.ready() >= options.minConnections());
  }

  /** After a close nothing may be left. */
  void close(boolean atOnce) {
    CompletableFuture<Void> closed = atOnce ? pool.closeNow() : pool.close(options.drain());
    settle();
    if (!closed.isDone()) {
      pass((int) options.drain().toMillis() + TICK_MILLIS);
    }
    assertThat(closed).as("the close").isDone();
    assertThat(pendingCalls()).isEmpty();
    assertThat(connections).allMatch(each -> each.state() == ConnectionState.CLOSED);
    assertThat(pool.picture().join().waiting()).isZero();
    verify();
    assertThat(channel.hasPendingTasks()).isFalse();
    assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
  }
}
