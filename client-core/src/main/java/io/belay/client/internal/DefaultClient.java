package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.ClientListener;
import io.belay.client.ClientSnapshot;
import io.belay.client.Lease;
import io.belay.client.Registration;
import io.belay.client.RequestListener;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.Phase;
import io.belay.client.protocol.Protocol;
import io.belay.heartbeat.LivenessLoops;
import io.belay.heartbeat.LoopListener;
import io.belay.heartbeat.LoopStalls;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The client: puts the parts together, and is the way in. */
public final class DefaultClient<Q, R> implements BelayClient<Q, R> {
  private static final int MAX_OWN_LOOPS = 4;

  static {
    // The first failure may be that no file descriptor is left: nothing more is loaded then.
    prepareFor(new IOException("in no language"));
    prepareFor(new IOException("Too many open files"));
    FlightEvents.prepare();
  }

  private final Settings<Q, R> settings;
  private final Transport transport;
  private final EventLoopGroup group;
  private final Dialer dialer;
  private final LivenessLoops livenessLoops;
  private final BlockingCalls blocking;
  private final Requests<Q, R> requests;
  private final Events<Q, R> events;
  private final RetryingPath<Q, R> retrying;
  private final ConnectionParts<Q, R> parts;
  private final Pool<Q, R> pool;
  private final Leases<Q, R> leases;
  private final EndpointFeed feed;
  private final Shutdown shutdown;
  private final AtomicLong connectionNumbers = new AtomicLong();

  private volatile boolean closed;

  /** Starts a client, which begins to connect in the background. */
  public DefaultClient(Settings<Q, R> settings, Protocol<Q, R> protocol) {
    this.settings = settings;
    Traits traits = Traits.of(protocol);
    Optional<TlsContext> tls =
        settings
            .tls()
            .map(options -> new TlsContext(options, settings.name(), settings.connectTimeout()));
    transport =
        settings
            .eventLoopGroup()
            .map(Transports::of)
            .orElseGet(() -> Transports.available(settings.transport()));
    group = settings.eventLoopGroup().orElseGet(() -> newGroup(settings.name(), transport));
    EventLoop home = group.next();
    blocking = new BlockingCalls(group);
    dialer = new Dialer(settings, transport, new DefaultChannelGroup(home), tls);
    events = new Events<>();
    events.add(new FlightRecord<>(settings.name()));
    events.add(new ConnectionLog<>(settings.name()));
    events.add(settings.listener());
    livenessLoops = new LivenessLoops(settings.heartbeat(), settings.hungPeerGrace(), new Stalls());
    requests =
        new Requests<>(
            settings.requestTimeout(), home.ticker(), settings.callbackExecutor().orElse(null));
    Budget budget = new Budget(settings.retryBudget(), home.ticker().nanoTime());
    retrying = new RetryingPath<>(RetryPolicy.of(settings), budget, home, this::dispatch, events);
    parts =
        new ConnectionParts<>(settings, protocol, traits, dialer, livenessLoops, retrying, budget);
    pool =
        new Pool<>(
            PoolPlan.of(settings, new Random()), home, this::dial, dialer.names(home), events);
    leases = new Leases<>(pool.admission(), requests, blocking, settings.pool().drain());
    pool.start();
    feed = new EndpointFeed(settings.name(), pool);
    shutdown =
        new Shutdown(
            settings.name(),
            feed,
            dialer,
            settings.eventLoopGroup().isPresent() ? Optional.empty() : Optional.of(group),
            events);
    subscribe();
  }

  private void subscribe() {
    try {
      feed.start(settings.endpoints());
    } catch (RuntimeException | Error theirs) {
      closeNow();
      throw theirs;
    }
  }

  @Override
  public R send(Q request) {
    return send(request, RequestOptions.DEFAULT);
  }

  @Override
  public R send(Q request, RequestOptions options) {
    blocking.refuseOnEventLoop();
    Exchange<Q, R> exchange = requests.newBlocking(request, Exchange.Kind.REQUEST, options);
    dispatch(exchange);
    return blocking.await(exchange);
  }

  @Override
  public CompletableFuture<R> sendAsync(Q request) {
    return start(request, Exchange.Kind.REQUEST, RequestOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<R> sendAsync(Q request, RequestOptions options) {
    return start(request, Exchange.Kind.REQUEST, options);
  }

  @Override
  public CompletableFuture<Void> sendOneWay(Q message) {
    return start(message, Exchange.Kind.ONE_WAY, RequestOptions.DEFAULT).withoutAnswer();
  }

  @Override
  public Lease<Q, R> lease() {
    return lease(RequestOptions.DEFAULT);
  }

  @Override
  public Lease<Q, R> lease(RequestOptions options) {
    if (closed) {
      throw closed();
    }
    return leases.acquire(options);
  }

  @Override
  public CompletableFuture<Lease<Q, R>> leaseAsync() {
    return leaseAsync(RequestOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<Lease<Q, R>> leaseAsync(RequestOptions options) {
    return closed ? CompletableFuture.failedFuture(closed()) : leases.acquireAsync(options);
  }

  @Override
  public CompletableFuture<Void> warmUp() {
    return pool.warmUp();
  }

  @Override
  public ClientSnapshot snapshot() {
    Pool.Picture picture = pool.picture().join();
    List<LoopStalls> stalls = livenessLoops.all().map(loop -> loop.stalls()).toList();
    return new ClientSnapshot(
        settings.name(),
        transport,
        picture.waiting(),
        picture.endpoints().stream().mapToInt(each -> each.connecting()).sum(),
        picture.endpoints(),
        picture.connections(),
        retrying.snapshot(),
        stalls.stream().mapToLong(LoopStalls::count).sum(),
        stalls.stream().map(LoopStalls::total).reduce(Duration.ZERO, Duration::plus));
  }

  @Override
  public Registration addListener(ClientListener<Q, R> listener) {
    return events.add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public Registration addRequestListener(RequestListener listener) {
    return requests.events().add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void close() {
    Duration drain = settings.pool().drain();
    end(pool.close(drain), drain);
  }

  @Override
  public void closeNow() {
    end(pool.closeNow(), Duration.ZERO);
  }

  private void end(CompletableFuture<Void> poolClosed, Duration drain) {
    closed = true;
    retrying.close();
    CompletableFuture<Void> done = shutdown.after(poolClosed);
    if (!blocking.onEventLoop()) {
      shutdown.await(done, drain);
    }
  }

  private Exchange<Q, R> start(Q request, Exchange.Kind kind, RequestOptions options) {
    Exchange<Q, R> exchange = requests.newExchange(request, kind, options);
    dispatch(exchange);
    return exchange;
  }

  private void dispatch(Exchange<Q, R> exchange) {
    if (closed) {
      exchange.fail(closed());
    } else {
      pool.admission().submit(exchange);
    }
  }

  private static BelayException closed() {
    return BelayFailures.clientClosed(FailureContext.of(Phase.ACQUIRE));
  }

  private PooledConnection<Q, R> dial(EndpointPool<Q, R> endpoint, int index, Pool<Q, R> toPool) {
    String id = settings.name() + "-" + connectionNumbers.incrementAndGet();
    events.tell(listener -> listener.connectStarted(endpoint.endpoint, id));
    EventLoop loop = group.next();
    Connection<Q, R> connection =
        new Connection<>(
            new Identity(endpoint.endpoint, index, id, loop.ticker()),
            loop,
            parts,
            new ConnectionReports<>(toPool, endpoint, events, requests));
    connection.start();
    return connection;
  }

  private static EventLoopGroup newGroup(String name, Transport transport) {
    int loops = Math.min(MAX_OWN_LOOPS, Runtime.getRuntime().availableProcessors());
    try {
      return new MultiThreadIoEventLoopGroup(
          loops, new DefaultThreadFactory("belay-" + name, true), Transports.ioHandlers(transport));
    } catch (RuntimeException e) {
      // Most likely no descriptor is left; Netty has closed the loops that it had made.
      throw FailureTranslator.translate(e, FailureContext.of(Phase.CONNECT));
    }
  }

  private static void prepareFor(IOException failure) {
    var unused = FailureTranslator.translate(failure, FailureContext.of(Phase.CONNECT));
  }

  /** Tells the listener of event loops that did not run. */
  private final class Stalls implements LoopListener {
    @Override
    public void loopStalled(EventLoop loop, Duration lateness) {
      events.tell(listener -> listener.stalled(lateness));
    }
  }
}
