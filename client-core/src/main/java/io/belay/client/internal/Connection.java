package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.GoAwayInfo;
import io.belay.client.error.Phase;
import io.belay.client.error.TlsException;
import io.belay.client.protocol.Wire;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from its {@link Setup} to its end. What it carries is in its {@link
 * Exchanges}, whether its peer lives is told by its {@link Watch}, what its peer says comes through
 * {@link Incoming}, and why it ends is kept in its {@link Ending}.
 *
 * <p>All state belongs to the connection's event loop; what snapshots read is volatile.
 */
final class Connection<Q, R> extends PooledConnection<Q, R>
    implements Setup.Host<Q, R>, Exchanges.Carrier {
  // How long the peer may take to close first.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  final EventLoop loop;
  final Exchanges<Q, R> exchanges;
  private final Settings<Q, R> settings;
  private final Dialer dialer;
  private final ConnectionOwner<Q, R> owner;
  private final Watch watch;
  private final Socket socket = new Socket();

  // Written by the event loop only, read by any thread.
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private volatile long unusedSinceNanos;

  // Event loop only.
  private final Setup<Q, R> setup;
  private final Ending ending;
  private @Nullable Outbound<Q, R> outbound;
  private @Nullable Future<?> timer;
  private boolean suspect;
  private boolean congested;

  Connection(
      Identity identity, EventLoop loop, ConnectionParts<Q, R> parts, ConnectionOwner<Q, R> owner) {
    super(identity, new Load(parts.settings().pool().maxInFlight()));
    this.loop = loop;
    this.owner = owner;
    settings = parts.settings();
    dialer = parts.dialer();
    AnswerOrder order = parts.newAnswerOrder();
    exchanges = new Exchanges<>(loop, identity, this, parts, load, order);
    watch =
        new Watch(
            parts.livenessLoops().of(loop),
            parts.traits().probe(),
            new WatchReports<>(this, owner));
    Incoming<Q, R> incoming = new Incoming<>(this, exchanges, watch, order);
    setup = new Setup<>(this, parts, owner, incoming);
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
          Duration timeout = settings.connectTimeout();
          timer = schedule(() -> setupFailed(setup.timedOut(timeout)), timeout);
          setup.start();
        });
  }

  /* ---- The rest: event loop only. The beginning. */

  @Override
  public ChannelHandler pipeline(Wire<Q> wire) {
    return new ConnectionInitializer(this, wire, dialer.tls());
  }

  @Override
  public Outbound<Q, R> opening(Channel connected, Wire<Q> wire) {
    state = ConnectionState.OPENING;
    Outbound<Q, R> opened = exchanges.connected(connected, wire, settings.pool().maxPendingBytes());
    outbound = opened;
    watch.connected(connected, opened);
    return opened;
  }

  @Override
  public void opened() {
    if (state == ConnectionState.OPENING) {
      watch.start();
      if (watch.isReady()) {
        becomeReady();
      }
    }
  }

  @Override
  public void setupFailed(BelayException cause) {
    end(CloseReason.NEVER_READY, cause);
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

  /** Bytes came, which need not mean anything yet. */
  void heard(int bytes) {
    watch.received(bytes);
    if (state == ConnectionState.OPENING) {
      setup.heard();
    }
  }

  /** It answered: whoever opens is ready. */
  void answered() {
    if (state == ConnectionState.OPENING) {
      becomeReady();
    }
  }

  /** An error that fails no request: before it is ready, that refuses the connection. */
  boolean refusedWhileOpening(long code, String text) {
    boolean refused = state == ConnectionState.OPENING;
    if (refused) {
      setup.refusedBy(code, text);
    }
    return refused;
  }

  void message(int type, byte[] body) {
    if (state != ConnectionState.CLOSED) {
      owner.message(this, type, body);
    }
  }

  void goAway(GoAwayInfo goAway) {
    if (state == ConnectionState.OPENING) {
      end(CloseReason.GOAWAY, BelayFailures.peerClosed(identity.context(phaseNow()), goAway));
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

  @Override
  public void protocolThrew(Throwable thrown) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(
            identity.context(phaseNow()), "the protocol threw " + thrown, thrown));
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
      case CONNECTING, OPENING ->
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

  @Override
  public void answersOverdue() {
    startDrain(CloseReason.RETIRED, settings.pool().drain());
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
  @Override
  public void ioFailed(Throwable told) {
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
    try {
      exchanges.failAll(unavailable());
    } finally {
      // Whatever happens: who closes the client waits for this.
      setup.cancel();
      socket.close(cause == null ? socket.resendsInVain() : CloseReasons.aborts(reason));
      owner.ended(this, reason, cause);
    }
  }

  @Override
  public BelayException unavailable() {
    return ending.failure();
  }

  private Phase phaseNow() {
    return switch (state) {
      case CONNECTING, OPENING -> setup.phase();
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
