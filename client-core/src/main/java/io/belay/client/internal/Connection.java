package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.GoAwayInfo;
import io.belay.client.error.Phase;
import io.belay.codec.GoAway;
import io.belay.codec.Hello;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.Verdict;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from the dial to its end. What it carries is in its {@link Exchanges}, whether
 * its peer lives is told by its {@link Watch}.
 *
 * <p>All state belongs to the connection's event loop; what snapshots read is volatile. The first failure is
 * the one that counts: everything that the socket says after it is an echo.
 */
final class Connection<Q, R> implements Inbound<R>, Exchanges.Carrier {

  /** The life of a connection. */
  enum State {
    /** The name is being resolved, or the socket connects. */
    DIALLING,
    /** Connected; the peer has not answered yet. */
    OPENING,
    /** Lent to requests, unless it is suspect. */
    READY,
    /** Takes no new requests, finishes those that it has. */
    DRAINING,
    /** Has said goodbye, and waits for the peer to close first. */
    LEAVING,
    /** Over. */
    CLOSED
  }

  /** Is told what becomes of the connection, on its event loop. */
  interface Owner<Q, R> {
    /** It may be lent. At most once. */
    void ready(Connection<Q, R> connection);

    /** It is not lent any more. At most once, and not if it ends before that. */
    void draining(Connection<Q, R> connection);

    /** It is over, exactly once. There is no failure if it was closed in order. */
    void ended(Connection<Q, R> connection, CloseReason reason, @Nullable BelayException failure);

    /** A place may have become free. */
    void hasRoom();

    /** A message came that answers no request. */
    void message(Connection<Q, R> connection, int type, byte[] body);
  }

  // How long the peer may take to close first.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  final Endpoint endpoint;
  final String id;
  final EventLoop loop;
  final Load load;
  final Exchanges<Q, R> exchanges;
  private final Settings<Q, R> settings;
  private final Dialer dialer;
  private final Owner<Q, R> owner;
  private final Wire<Q, R> wire;
  private final Watch watch;
  private final long createdNanos;

  // Written by the event loop only, read by any thread.
  private volatile State state = State.DIALLING;
  private volatile @Nullable Channel channel;
  private volatile long unusedSinceNanos;
  private volatile long pendingBytes;

  // Event loop only.
  private @Nullable Outbound<Q, R> outbound;
  private @Nullable Future<?> timer;
  private @Nullable BelayException failure;
  private CloseReason drainReason = CloseReason.RETIRED;

  Connection(
      Settings<Q, R> settings,
      Endpoint endpoint,
      String id,
      EventLoop loop,
      Dialer dialer,
      LivenessLoops livenessLoops,
      WireFactory<Q, R> wires,
      Owner<Q, R> owner,
      RequestPath<Q, R> path) {
    this.settings = settings;
    this.endpoint = endpoint;
    this.id = id;
    this.loop = loop;
    this.dialer = dialer;
    this.owner = owner;
    load = new Load(settings.pool().maxInFlight());
    exchanges = new Exchanges<>(loop, this, path, load, dialer.progressIsProof());
    wire = wires.newWire(this);
    watch = new Watch(livenessLoops.of(loop), this);
    createdNanos = now();
    unusedSinceNanos = createdNanos;
  }

  /* ---- Any thread. */

  State state() {
    return state;
  }

  Watch watch() {
    return watch;
  }

  long createdNanos() {
    return createdNanos;
  }

  /** Since when it carries nothing; of use only while it carries nothing. */
  long unusedSinceNanos() {
    return unusedSinceNanos;
  }

  long pendingBytes() {
    return pendingBytes;
  }

  ConnectionDetails details() {
    Channel current = channel;
    return new ConnectionDetails(
        id,
        Duration.ofNanos(now() - createdNanos),
        Optional.ofNullable(current == null ? null : current.localAddress()),
        Optional.ofNullable(current == null ? null : current.remoteAddress()));
  }

  @Override
  public FailureContext context(Phase phase, Delivery delivery) {
    return FailureContext.of(phase)
        .withDelivery(delivery)
        .withEndpoint(endpoint)
        .withConnection(details());
  }

  void setReading(boolean reading) {
    Channel current = channel;
    if (current != null) {
      current.config().setAutoRead(reading);
    }
  }

  /** Lets what it carries finish, within the bound, then says goodbye and closes. */
  void drain(CloseReason reason, Duration bound) {
    execute(() -> startDrain(reason, bound));
  }

  /** Fails what it carries and aborts the socket. */
  void abort(CloseReason reason) {
    execute(() -> end(reason, BelayFailures.clientClosed(context(Phase.CLOSE, Delivery.NOT_SENT))));
  }

  /* ---- The rest: event loop only. Dialling. */

  /** Starts its life; it ends by itself. Any thread. */
  void dial() {
    execute(
        () -> {
          timer = schedule(this::notReadyInTime, settings.connectTimeout());
          dialer.resolve(loop, endpoint).addListener(this::resolved);
        });
  }

  private void resolved(io.netty.util.concurrent.Future<? super InetSocketAddress> resolution) {
    if (state != State.DIALLING) {
      return;
    }
    if (!resolution.isSuccess()) {
      dialFailed(Phase.RESOLVE, resolution.cause());
      return;
    }
    InetSocketAddress address = (InetSocketAddress) resolution.getNow();
    dialer
        .connect(loop, address, new ConnectionInitializer(this, wire))
        .addListener((ChannelFutureListener) this::connected);
  }

  private void connected(ChannelFuture connect) {
    Channel connected = connect.channel();
    if (state != State.DIALLING) {
      connected.close();
      return;
    }
    if (!connect.isSuccess()) {
      dialFailed(Phase.CONNECT, connect.cause());
      return;
    }
    channel = connected;
    Optional<BelayException> refusal =
        dialer.refusalOf(connected, context(Phase.CONNECT, Delivery.NOT_SENT));
    if (refusal.isPresent()) {
      end(CloseReason.NEVER_READY, refusal.get());
      return;
    }
    state = State.OPENING;
    outbound = exchanges.connected(connected, wire, settings.pool().maxPendingBytes());
    outbound.opening();
    watch.start(connected, outbound);
    outbound.flush();
  }

  private void dialFailed(Phase phase, Throwable cause) {
    end(
        CloseReason.NEVER_READY,
        FailureTranslator.translate(cause, context(phase, Delivery.NOT_SENT)));
  }

  private void notReadyInTime() {
    boolean connected = state == State.OPENING;
    Phase phase = connected ? Phase.READY : Phase.CONNECT;
    end(
        CloseReason.NEVER_READY,
        BelayFailures.connectTimeout(
            context(phase, Delivery.NOT_SENT),
            connected ? ConnectTimeoutException.Stage.READY : ConnectTimeoutException.Stage.TIMER,
            settings.connectTimeout()));
  }

  private void becomeReady() {
    cancelTimer();
    state = State.READY;
    exchanges.accept(true);
    load.lend(true);
    owner.ready(this);
  }

  /* ---- What comes in. */

  @Override
  public void received(int bytes) {
    watch.received(bytes);
  }

  @Override
  public void answer(long exchangeId, R answer) {
    watch.answered();
    if (!exchanges.answer(exchangeId, answer)) {
      violation("the peer answers request %s, which was never sent".formatted(exchangeId));
    }
  }

  @Override
  public void remoteError(RemoteError error) {
    watch.answered();
    if (!exchanges.remoteError(error)) {
      violation("the peer fails request %s, which was never sent".formatted(error.id()));
    }
  }

  @Override
  public void probeAnswered(long sequence) {
    if (!watch.probeAnswered(sequence)) {
      violation("the peer answers PING %s, which was never sent".formatted(sequence));
    } else if (state == State.OPENING && watch.isReady()) {
      becomeReady();
    }
  }

  @Override
  public void hello(Hello hello) {
    watch.hello(hello);
  }

  @Override
  public void goAway(GoAway goAway) {
    GoAwayInfo info = GoAways.info(goAway);
    if (state == State.OPENING) {
      end(
          CloseReason.GOAWAY,
          BelayFailures.peerClosed(context(Phase.READY, Delivery.NOT_SENT), info));
      return;
    }
    goneAway =
        BelayFailures.peerClosed(context(Phase.AWAIT, Delivery.REFUSED), info);
    startDrain(CloseReason.GOAWAY, settings.pool().drain());
    exchanges.refuseAbove(goAway.lastAcceptedId(), goneAway);
  }

  @Override
  public void message(int type, byte[] body) {
    owner.message(this, type, body);
  }

  @Override
  public void violation(WireError error) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(context(phaseNow(), Delivery.NOT_SENT), error));
  }

  private void violation(String detail) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(context(phaseNow(), Delivery.NOT_SENT), detail, null));
  }

  void livenessChanged(LivenessState to) {
    if (state == State.READY) {
      boolean lent = to == LivenessState.HEALTHY || to == LivenessState.PROBING;
      load.lend(lent);
      if (lent) {
        owner.hasRoom();
      }
    }
    owner.livenessChanged(this, to);
  }

  void condemned(Verdict verdict) {
    end(
        CloseReason.PEER_SILENT,
        BelayFailures.peerSilent(context(phaseNow(), Delivery.NOT_SENT), verdict));
  }
}
