package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.TlsDetails;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.GoAwayInfo;
import io.belay.client.error.Phase;
import io.belay.client.error.TlsException;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from the dial to its end. What it carries is in its {@link
 * Exchanges}, whether its peer lives is told by its {@link Watch}, what its peer says comes through
 * {@link Incoming}, and why it ends is kept in its {@link Ending}.
 *
 * <p>All state belongs to the connection's event loop; what snapshots read is volatile.
 */
final class Connection<Q, R> extends PooledConnection<Q, R>
    implements Dial.Caller, Exchanges.Carrier {
  // How long the peer may take to close first.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  final EventLoop loop;
  final Exchanges<Q, R> exchanges;
  private final Settings<Q, R> settings;
  private final Dialer dialer;
  private final ConnectionOwner<Q, R> owner;
  private final Wire<Q, R> wire;
  private final Watch watch;
  private final Socket socket = new Socket();

  // Written by the event loop only, read by any thread.
  private volatile ConnectionState state = ConnectionState.DIALLING;
  private volatile long unusedSinceNanos;

  // Event loop only.
  private @Nullable Outbound<Q, R> outbound;
  // Until there is a socket.
  private @Nullable Dial dial;
  private @Nullable Future<?> timer;
  private boolean suspect;
  private boolean shaking;
  private boolean congested;
  private final Ending ending;

  Connection(
      Identity identity, EventLoop loop, ConnectionParts<Q, R> parts, ConnectionOwner<Q, R> owner) {
    super(identity, new Load(parts.settings().pool().maxInFlight()));
    this.loop = loop;
    this.owner = owner;
    settings = parts.settings();
    dialer = parts.dialer();
    exchanges = new Exchanges<>(loop, identity, this, parts, load);
    watch =
        new Watch(
            parts.livenessLoops().of(loop),
            parts.protocol().probe(),
            new WatchReports<>(this, owner));
    wire = parts.protocol().newWire(new Incoming<>(this, exchanges, watch), identity.index);
    dial =
        new Dial(
            loop,
            dialer,
            identity,
            owner,
            new ConnectionInitializer(this, wire, dialer.tls()),
            this);
    ending = new Ending(identity);
    unusedSinceNanos = identity.createdNanos;
  }

  /* ---- Any thread. */

  @Override
  ConnectionState state() {
    return state;
  }

  @Override
  LivenessState liveness() {
    return watch.state();
  }

  Watch watch() {
    return watch;
  }

  Socket socket() {
    return socket;
  }

  @Override
  Optional<BelayException> farewell() {
    return ending.farewell();
  }

  @Override
  long unusedSinceNanos() {
    return unusedSinceNanos;
  }

  @Override
  int lostExchanges() {
    return exchanges.lost();
  }

  @Override
  Traffic traffic() {
    return new Traffic(exchanges.carriedBytes(), watch.bytesReceived(), exchanges.late());
  }

  @Override
  Optional<ConnectionSnapshot> picture() {
    return ConnectionPicture.of(this, settings);
  }

  @Override
  void leaked(Lessee.Leak leak) {
    execute(() -> owner.leaked(this, leak));
  }

  @Override
  void submit(Exchange<Q, R> exchange) {
    exchanges.submit(exchange);
  }

  @Override
  void drain(CloseReason reason, Duration bound) {
    execute(() -> startDrain(reason, bound));
  }

  @Override
  void abort(CloseReason reason) {
    execute(() -> end(reason, BelayFailures.clientClosed(identity.context(Phase.CLOSE))));
  }

  /** Starts its life; it ends by itself. */
  void start() {
    execute(
        () -> {
          timer = schedule(this::notReadyInTime, settings.connectTimeout());
          if (dial != null) {
            dial.start();
          }
        });
  }

  /* ---- The rest: event loop only. The beginning. */

  @Override
  public void dialFailed(BelayException cause) {
    end(CloseReason.NEVER_READY, cause);
  }

  @Override
  public void connected(Channel connected) {
    dial = null;
    socket.connected(connected, dialer.tune(connected, identity.id));
    SslHandler tls = connected.pipeline().get(SslHandler.class);
    if (tls == null) {
      open(connected);
    } else {
      state = ConnectionState.TLS;
      shaking = true;
      tls.handshakeFuture().addListener(shaken -> shaken(connected, tls, shaken.cause()));
    }
  }

  private void shaken(Channel connected, SslHandler tls, @Nullable Throwable failure) {
    if (failure != null) {
      ioFailed(failure);
    } else if (state == ConnectionState.TLS) {
      SSLSession session = tls.engine().getSession();
      socket.secured(new TlsDetails(session.getProtocol(), session.getCipherSuite()));
      // In 1.3 the server judges our certificate when this end has shaken hands already.
      shaking = session.getProtocol().equals("TLSv1.3");
      open(connected);
    }
  }

  private void open(Channel connected) {
    state = ConnectionState.OPENING;
    Outbound<Q, R> opened = exchanges.connected(connected, wire, settings.pool().maxPendingBytes());
    outbound = opened;
    opened.opening();
    watch.start(connected, opened);
    opened.flush();
  }

  private void notReadyInTime() {
    end(
        CloseReason.NEVER_READY,
        switch (state) {
          case TLS ->
              BelayFailures.tls(
                  identity.context(Phase.TLS), TlsException.Problem.HANDSHAKE_TIMEOUT, null);
          case OPENING -> timedOut(Phase.READY, ConnectTimeoutException.Stage.READY);
          default -> timedOutDialling();
        });
  }

  private BelayException timedOutDialling() {
    BelayException failure = timedOut(phaseNow(), ConnectTimeoutException.Stage.TIMER);
    if (dial != null) {
      dial.failures().forEach(failure::addSuppressed);
    }
    return failure;
  }

  private BelayException timedOut(Phase phase, ConnectTimeoutException.Stage stage) {
    return BelayFailures.connectTimeout(identity.context(phase), stage, settings.connectTimeout());
  }

  private void becomeReady() {
    cancelTimer();
    state = ConnectionState.READY;
    exchanges.accept(true);
    lendIfFit();
    owner.ready(this);
  }

  /**
   * A connection is lent while it is ready, its peer answers, and its socket takes what it is
   * given.
   */
  private void lendIfFit() {
    if (state == ConnectionState.READY) {
      boolean fit = !suspect && !congested;
      load.lend(fit);
      if (fit) {
        owner.hasRoom();
      }
    }
  }

  @Override
  public void congested(boolean nowCongested) {
    congested = nowCongested;
    lendIfFit();
  }

  /* ---- What the peer says. */

  /** Bytes came that TLS may not show yet. */
  void heard() {
    watch.received(0);
    if (state == ConnectionState.OPENING) {
      shaking = false;
    }
  }

  /** It answered: whoever opens is ready. */
  void answered() {
    if (state == ConnectionState.OPENING) {
      becomeReady();
    }
  }

  void message(int type, byte[] body) {
    if (state != ConnectionState.CLOSED) {
      owner.message(this, type, body);
    }
  }

  void goAway(GoAwayInfo goAway) {
    if (state == ConnectionState.OPENING) {
      end(CloseReason.GOAWAY, BelayFailures.peerClosed(identity.context(Phase.READY), goAway));
      return;
    }
    ending.peerSaidGoodbye(BelayFailures.peerClosed(identity.context(Phase.AWAIT), goAway));
    startDrain(CloseReason.GOAWAY, settings.pool().drain());
    exchanges.refuseAbove(
        goAway.lastAcceptedId(),
        BelayFailures.peerClosed(identity.context(Phase.AWAIT, Delivery.REFUSED), goAway));
  }

  void violated(WireError error) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(identity.context(phaseNow()), error));
  }

  void violated(String detail) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(identity.context(phaseNow()), detail, null));
  }

  /* ---- What the heartbeat says. */

  void suspect(boolean nowSuspect) {
    suspect = nowSuspect;
    lendIfFit();
  }

  void condemned(Verdict verdict) {
    end(CloseReason.PEER_SILENT, BelayFailures.peerSilent(identity.context(phaseNow()), verdict));
  }

  /* ---- The end. */

  private void startDrain(CloseReason reason, Duration bound) {
    switch (state) {
      case DIALLING, TLS, OPENING ->
          end(reason, BelayFailures.clientClosed(identity.context(Phase.CLOSE)));
      case READY -> {
        state = ConnectionState.DRAINING;
        ending.begins(reason);
        load.lend(false);
        exchanges.accept(false);
        owner.draining(this, reason);
        timer = schedule(() -> end(reason, unavailable()), bound);
        leaveWhenEmpty();
      }
      case DRAINING, LEAVING, CLOSED -> {}
    }
  }

  @Override
  public void requestBegins() {
    watch.requestSent();
  }

  @Override
  public void settled() {
    if (exchanges.isEmpty()) {
      unusedSinceNanos = loop.ticker().nanoTime();
      if (state == ConnectionState.DRAINING) {
        // The exchange that settles is completed first.
        execute(this::leaveWhenEmpty);
      }
    }
    owner.hasRoom();
  }

  private void leaveWhenEmpty() {
    if (state != ConnectionState.DRAINING || !exchanges.isEmpty()) {
      return;
    }
    cancelTimer();
    state = ConnectionState.LEAVING;
    watch.stop();
    timer = schedule(() -> end(ending.reason(), null), FAREWELL);
    if (outbound != null && !outbound.farewell()) {
      socket.shutdownOutput();
    }
  }

  @Override
  public void writeFailed(Throwable cause) {
    if (FirstCause.isBareClose(cause) && socket.tls().isPresent()) {
      // TLS closes the channel first, and tells why after that.
      execute(() -> ioFailed(cause));
    } else {
      ioFailed(cause);
    }
  }

  /** The socket failed, in a read or in a write. */
  void ioFailed(Throwable told) {
    if (state != ConnectionState.CLOSED) {
      socket.firstCause(told).ifPresent(this::closedBy);
    }
  }

  /** The socket is closed. */
  void inactive() {
    ioFailed(new ClosedChannelException());
  }

  private void closedBy(Throwable cause) {
    Phase phase = phaseNow();
    if (!FirstCause.isBareClose(cause) || phase == Phase.TLS) {
      BelayException translated = FailureTranslator.translate(cause, identity.context(phase));
      // An alert is about the handshake, however late in it this end learns of it.
      boolean late = translated instanceof TlsException && state == ConnectionState.OPENING;
      end(
          CloseReasons.of(translated),
          late ? translated.withContext(identity.context(Phase.TLS)) : translated);
    } else if (state == ConnectionState.LEAVING) {
      end(ending.reason(), null);
    } else if (ending.farewell().isPresent()) {
      end(CloseReason.GOAWAY, ending.farewell().get());
    } else {
      end(CloseReason.PEER_CLOSED, BelayFailures.peerClosed(identity.context(phaseNow())));
    }
  }

  private void end(CloseReason reason, @Nullable BelayException cause) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    ending.over(cause);
    state = ConnectionState.CLOSED;
    cancelTimer();
    load.lend(false);
    watch.stop();
    exchanges.failAll(unavailable());
    if (!socket.close(cause != null && CloseReasons.aborts(reason)) && dial != null) {
      dial.cancel();
    }
    owner.ended(this, reason, cause);
  }

  @Override
  public BelayException unavailable() {
    return ending.failure();
  }

  private Phase phaseNow() {
    return switch (state) {
      case DIALLING -> dial == null ? Phase.CONNECT : dial.phase();
      case TLS -> Phase.TLS;
      case OPENING -> shaking ? Phase.TLS : Phase.READY;
      case LEAVING -> Phase.CLOSE;
      case READY, DRAINING, CLOSED -> exchanges.isEmpty() ? Phase.IDLE : Phase.AWAIT;
    };
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private Future<?> schedule(Runnable task, Duration delay) {
    return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void execute(Runnable task) {
    LoopTasks.execute(loop, task);
  }
}
