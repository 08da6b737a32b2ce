package io.belay.client;

import io.belay.client.internal.DefaultClient;
import io.belay.client.internal.FramedProtocol;
import io.belay.client.internal.RetryRules;
import io.belay.client.internal.Settings;
import io.belay.client.protocol.Protocol;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import io.belay.heartbeat.VerdictClass;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builds a {@link BelayClient}. Every option but the endpoint has a default that is meant to be
 * kept; values out of range are refused by name at once. A builder belongs to one thread; what it
 * built does not change with it.
 */
public final class BelayClientBuilder {
  private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration MAX_REQUEST_TIMEOUT = Duration.ofHours(1);
  private static final Duration MAX_GRACE = Duration.ofMinutes(10);
  private static final Duration DEFAULT_USER_TIMEOUT = Duration.ofSeconds(60);
  private static final AtomicInteger UNNAMED = new AtomicInteger();

  private final Set<Endpoint> endpoints = new LinkedHashSet<>();
  private Optional<EndpointSource> source = Optional.empty();
  private Duration connectTimeout = Duration.ofSeconds(3);
  private Duration requestTimeout = Duration.ofSeconds(10);
  private Heartbeat heartbeat = Heartbeat.DEFAULT;
  private Optional<TcpKeepAlive> keepAlive = Optional.of(TcpKeepAlive.DEFAULT);
  private Duration hungPeerGrace = Duration.ZERO;
  private Optional<Duration> userTimeout = Optional.empty();
  private SocketOptions socket = SocketOptions.DEFAULT;
  private Optional<TlsOptions> tls = Optional.empty();
  private PoolOptions pool = PoolOptions.DEFAULT;
  private ReconnectOptions reconnect = ReconnectOptions.DEFAULT;
  private Optional<Retry> retry = Optional.empty();
  private RetryConfig retryConfig = RetryRules.DEFAULT_CONFIG;
  private RetryBudget retryBudget = RetryBudget.DEFAULT;
  private Transport transport = Transport.AUTO;
  private Optional<WireOptions> wire = Optional.empty();
  private Optional<UUID> clientId = Optional.empty();
  private Optional<EventLoopGroup> eventLoopGroup = Optional.empty();
  private Optional<Executor> callbackExecutor = Optional.empty();
  private Optional<String> name = Optional.empty();
  private Optional<ClientListener<byte[], byte[]>> listener = Optional.empty();

  BelayClientBuilder() {}

  /**
   * Adds an endpoint to connect to. At least one is needed, or an {@link #endpoints
   * EndpointSource}; requests go to whichever connection is least loaded, whatever its endpoint.
   *
   * <p>A name is looked up without blocking any thread, for IPv6 and IPv4 addresses, again when the
   * time is over for which its records may be kept (bounded to between 1 s and 5 min), and when
   * connecting fails. All its addresses make up one endpoint: new connections spread over them, and
   * those to addresses that are gone drain.
   *
   * @param host a name or a literal address
   * @param port 1 to 65535
   * @return this
   */
  public BelayClientBuilder endpoint(String host, int port) {
    endpoints.add(new Endpoint(host, port));
    return this;
  }

  /**
   * Takes the endpoints from a source that names them, and other ones later. The client subscribes
   * when it is built, and closes the subscription when it closes.
   *
   * @param source the source, instead of any {@link #endpoint}. Default: none
   * @return this
   */
  public BelayClientBuilder endpoints(EndpointSource source) {
    this.source = Optional.of(Refuse.missing("endpoints", source));
    return this;
  }

  /**
   * Bounds the way of a connection to readiness: name, TCP, TLS, opening dialogue and first PONG.
   *
   * @param timeout 10 ms to 5 min. Default: 3 s
   * @return this
   */
  public BelayClientBuilder connectTimeout(Duration timeout) {
    connectTimeout =
        Refuse.outside("connectTimeout", timeout, Duration.ofMillis(10), MAX_CONNECT_TIMEOUT);
    return this;
  }

  /**
   * Bounds the whole of each request: waiting for a connection, all attempts, and the answer.
   * {@link RequestOptions#withTimeout} overrides it for one request. Deadlines are kept to 10 ms.
   *
   * @param timeout 1 ms to 1 h. Default: 10 s
   * @return this
   */
  public BelayClientBuilder requestTimeout(Duration timeout) {
    requestTimeout =
        Refuse.outside("requestTimeout", timeout, Duration.ofMillis(1), MAX_REQUEST_TIMEOUT);
    return this;
  }

  /**
   * How soon a silent peer is found.
   *
   * @param heartbeat the schedule, or {@link Heartbeat#off()}. Default: {@link Heartbeat#DEFAULT},
   *     5 s, 1 s, 3 probes: a dead peer is found within 8 s
   * @return this
   */
  public BelayClientBuilder heartbeat(Heartbeat heartbeat) {
    this.heartbeat = Refuse.missing("heartbeat", heartbeat);
    return this;
  }

  /**
   * How much longer a connection is kept whose server's kernel answers while its process does not:
   * a long garbage collection there, a debugger, a stopped virtual machine. It stays SUSPECT, takes
   * no new requests, and is closed as {@link VerdictClass#PEER_HUNG} when the grace is over. Where
   * the kernel cannot be asked (NIO) there is none.
   *
   * @param grace up to 10 min, on top of the heartbeat's worst case. Default: zero, none
   * @return this
   */
  public BelayClientBuilder hungPeerGrace(Duration grace) {
    hungPeerGrace = Refuse.outside("hungPeerGrace", grace, Duration.ZERO, MAX_GRACE);
    return this;
  }

  /**
   * The kernel's own probes, which keep NAT entries alive and watch over connections whose
   * heartbeat is off.
   *
   * @param keepAlive the schedule, in whole seconds. Default: 30 s, 10 s, 3
   * @return this
   * @see java.net.StandardSocketOptions#SO_KEEPALIVE
   */
  public BelayClientBuilder keepAlive(TcpKeepAlive keepAlive) {
    this.keepAlive = Optional.of(Refuse.missing("keepAlive", keepAlive));
    return this;
  }

  /**
   * How long sent bytes may stay unacknowledged before the kernel gives up (TCP_USER_TIMEOUT; epoll
   * and io_uring only). A backstop: never shorter than the heartbeat's worst case and the {@link
   * #hungPeerGrace}.
   *
   * @param timeout 1 s to 1 h. Default: 60 s, or what the heartbeat needs if that is more
   * @return this
   */
  public BelayClientBuilder userTimeout(Duration timeout) {
    userTimeout =
        Optional.of(
            Refuse.outside("userTimeout", timeout, Duration.ofSeconds(1), Duration.ofHours(1)));
    return this;
  }

  /**
   * The other options of each socket.
   *
   * @param socket the options. Default: {@link SocketOptions#DEFAULT}
   * @return this
   */
  public BelayClientBuilder socket(SocketOptions socket) {
    this.socket = Refuse.missing("socket", socket);
    return this;
  }

  /**
   * Speaks TLS on every connection.
   *
   * @param tls the options, such as {@link TlsOptions#DEFAULT}. Default: none, plain text
   * @return this
   */
  public BelayClientBuilder tls(TlsOptions tls) {
    this.tls = Optional.of(Refuse.missing("tls", tls));
    return this;
  }

  /**
   * How many connections are held, how much each carries, and how long they live.
   *
   * @param pool the options. Default: {@link PoolOptions#DEFAULT}
   * @return this
   */
  public BelayClientBuilder pool(PoolOptions pool) {
    this.pool = Refuse.missing("pool", pool);
    return this;
  }

  /**
   * How soon a lost connection is dialled again.
   *
   * @param reconnect the options. Default: {@link ReconnectOptions#DEFAULT}
   * @return this
   */
  public BelayClientBuilder reconnect(ReconnectOptions reconnect) {
    this.reconnect = Refuse.missing("reconnect", reconnect);
    return this;
  }

  /**
   * How often, and how far apart, requests are sent again where that is safe. What is safe is not
   * the configuration's to say: a request that may have been processed is sent again only if it is
   * {@linkplain RequestOptions#idempotent idempotent}. A request whose first attempt succeeds is
   * nothing to it, and costs nothing.
   *
   * @param config resilience4j's. Default: 3 attempts; before each but the first a random wait, up
   *     to a bound of 100 ms that doubles to 5 s
   * @return this
   */
  public BelayClientBuilder retry(RetryConfig config) {
    retryConfig = Refuse.missing("retry", config);
    retry = Optional.empty();
    return this;
  }

  /**
   * As {@link #retry(RetryConfig)}, with a retry of the user's own, such as one of a registry,
   * whose events and metrics go on: it is told of every answer too, which costs each request 30 ns.
   * It is not told of a failure that the client may not repeat, unless it would not repeat it
   * either.
   *
   * @param retry resilience4j's
   * @return this
   */
  public BelayClientBuilder retry(Retry retry) {
    this.retry = Optional.of(Refuse.missing("retry", retry));
    return this;
  }

  /**
   * How many retries there may be.
   *
   * @param budget the budget. Default: {@link RetryBudget#DEFAULT}, one for every five requests,
   *     and 10 a second
   * @return this
   */
  public BelayClientBuilder retryBudget(RetryBudget budget) {
    retryBudget = Refuse.missing("retryBudget", budget);
    return this;
  }

  /**
   * Which transport carries the connections.
   *
   * @param transport the transport. Default: {@link Transport#AUTO}
   * @return this
   */
  public BelayClientBuilder transport(Transport transport) {
    this.transport = Refuse.missing("transport", transport);
    return this;
  }

  /**
   * Limits and dialect of the wire format, for peers that speak less than all of it. Of the framed
   * protocol alone.
   *
   * @param wire the options. Default: {@link WireOptions#DEFAULT}
   * @return this
   */
  public BelayClientBuilder wire(WireOptions wire) {
    this.wire = Optional.of(Refuse.missing("wire", wire));
    return this;
  }

  /**
   * Who this client is to its servers, over restarts. Of the framed protocol alone.
   *
   * @param clientId the id. Default: random
   * @return this
   */
  public BelayClientBuilder clientId(UUID clientId) {
    this.clientId = Optional.of(Refuse.missing("clientId", clientId));
    return this;
  }

  /**
   * Event loops to share with others. The client never closes them; their kind decides the
   * transport.
   *
   * @param group a group of NIO, epoll or io_uring. Default: up to 4 loops of the client's own
   * @return this
   */
  public BelayClientBuilder eventLoopGroup(EventLoopGroup group) {
    eventLoopGroup = Optional.of(Refuse.missing("eventLoopGroup", group));
    return this;
  }

  /**
   * Where futures complete. The client never closes it.
   *
   * @param executor takes every completion; it must not drop any, and one that it rejects happens
   *     on the connection's event loop. Default: none, all happen there, and what depends on them
   *     must not block
   * @return this
   */
  public BelayClientBuilder callbackExecutor(Executor executor) {
    callbackExecutor = Optional.of(Refuse.missing("callbackExecutor", executor));
    return this;
  }

  /**
   * What the client is called in threads, logs and connection ids.
   *
   * @param name not blank. Default: {@code client-} and a number
   * @return this
   */
  public BelayClientBuilder name(String name) {
    if (Refuse.missing("name", name).isBlank()) {
      throw new IllegalArgumentException("name: blank (expected: a name)");
    }
    this.name = Optional.of(name);
    return this;
  }

  /**
   * Who is told what happens to the connections. For another protocol than the framed one, {@link
   * #build(Protocol, ClientListener)} takes it.
   *
   * @param listener the listener. Default: nobody
   * @return this
   */
  public BelayClientBuilder listener(ClientListener<byte[], byte[]> listener) {
    this.listener = Optional.of(Refuse.missing("listener", listener));
    return this;
  }

  /**
   * Builds a client of the framed protocol, which begins to connect in the background. Never
   * blocks, and never fails because of the network.
   *
   * @return the client
   * @throws IllegalArgumentException if there is no endpoint, options contradict each other, or a
   *     file that the TLS options name cannot be used
   * @throws RuntimeException whatever an {@link EndpointSource} throws when it is subscribed to
   * @throws IllegalStateException if a transport was asked for by name and does not load
   * @throws io.belay.client.error.ResourceLimitException if this process has no file descriptor
   *     left for an event loop
   */
  public BelayClient<byte[], byte[]> build() {
    return start(
        new FramedProtocol(
            wire.orElse(WireOptions.DEFAULT),
            heartbeat,
            clientId.orElseGet(UUID::randomUUID),
            System.currentTimeMillis()),
        listener.orElseGet(() -> new ClientListener<>() {}));
  }

  /**
   * As {@link #build()}, of a client that speaks another protocol.
   *
   * @param <Q> what a request is
   * @param <R> what an answer is
   * @param protocol the protocol, for this client alone
   * @return the client
   * @throws IllegalArgumentException also if an option is set that is the framed protocol's
   */
  public <Q, R> BelayClient<Q, R> build(Protocol<Q, R> protocol) {
    return build(protocol, new ClientListener<>() {});
  }

  /**
   * As {@link #build(Protocol)}, with a listener.
   *
   * @param <Q> what a request is
   * @param <R> what an answer is
   * @param protocol the protocol, for this client alone
   * @param listener is told what happens to the connections
   * @return the client
   * @throws IllegalArgumentException also if an option is set that is the framed protocol's
   */
  public <Q, R> BelayClient<Q, R> build(Protocol<Q, R> protocol, ClientListener<Q, R> listener) {
    refuseFramed("wire", wire);
    refuseFramed("clientId", clientId);
    refuseFramed("listener", this.listener);
    return start(Refuse.missing("protocol", protocol), Refuse.missing("listener", listener));
  }

  private static void refuseFramed(String option, Optional<?> value) {
    if (value.isPresent()) {
      throw new IllegalArgumentException(
          option + ": set (expected: unset, since it is the framed protocol's)");
    }
  }

  private <Q, R> BelayClient<Q, R> start(
      Protocol<Q, R> protocol, ClientListener<Q, R> finalListener) {
    EndpointSource endpointSource = source();
    Duration patience = heartbeat.worstCaseDetection().plus(hungPeerGrace);
    refuseHastyUserTimeout(patience);
    String finalName = name.orElseGet(() -> "client-" + UNNAMED.incrementAndGet());
    Settings<Q, R> settings =
        new Settings<>(
            finalName,
            endpointSource,
            connectTimeout,
            requestTimeout,
            heartbeat,
            hungPeerGrace,
            keepAlive,
            userTimeout.orElseGet(() -> longer(DEFAULT_USER_TIMEOUT, patience)),
            socket,
            tls,
            pool,
            reconnect,
            retry,
            retryConfig,
            retryBudget,
            transport,
            eventLoopGroup,
            callbackExecutor,
            finalListener);
    return new DefaultClient<>(settings, protocol);
  }

  private EndpointSource source() {
    if (source.isPresent()) {
      if (!endpoints.isEmpty()) {
        throw new IllegalArgumentException(
            "endpoint: %s beside endpoints (expected: one or the other)".formatted(endpoints));
      }
      return source.get();
    }
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("endpoint: none (expected: at least one)");
    }
    Set<Endpoint> fixed = Collections.unmodifiableSet(new LinkedHashSet<>(endpoints));
    return watcher -> {
      watcher.update(fixed);
      return () -> {};
    };
  }

  /** It would kill a peer that the heartbeat still gives time. */
  private void refuseHastyUserTimeout(Duration patience) {
    userTimeout
        .filter(timeout -> !heartbeat.isOff())
        .filter(timeout -> timeout.compareTo(patience) < 0)
        .ifPresent(
            timeout -> {
              throw new IllegalArgumentException(
                  "userTimeout: %s (expected: at least the heartbeat's worst case and the grace, %s)"
                      .formatted(timeout, patience));
            });
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
