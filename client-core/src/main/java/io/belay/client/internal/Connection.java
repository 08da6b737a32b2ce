package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.GoAwayInfo;
import io.belay.client.error.Phase;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessLoops;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.SocketAbort;
import io.belay.heartbeat.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one connection, from the dial to its end. What it carries is in its {@link
 * Exchanges}, whether its peer lives is told by its {@link Watch}.
 *
 * <p>All state belongs to the connection's event loop; what snapshots read is volatile. The first
 * failure is the one that counts: everything that the socket says after it is an echo.
 */
final class Connection<Q, R>
    implements Inbound<R>, Dial.Caller, Exchanges.Carrier, Watch.Connected {

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

  /** What all connections of a client share. */
  record Parts<Q, R>(
      Settings<Q, R> settings,
      Protocol<Q, R> protocol,
      Dialer dialer,
      LivenessLoops livenessLoops) {}

  /** Is told what becomes of the connection, on its event loop. */
  interface Owner<Q, R> {
    /** It may be lent. At most once. */
    void ready(Connection<Q, R> connection);

    /** It is not lent any more. At most once, and not if it ends before that. */
    void draining(Connection<Q, R> connection, CloseReason reason);

    /** It is over, exactly once. There is no failure if it was closed in order. */
    void ended(Connection<Q, R> connection, CloseReason reason, @Nullable BelayException failure);

    /** A place may have become free. */
    void hasRoom();

    /** What is thought of its peer has changed. */
    void livenessChanged(Connection<Q, R> connection, LivenessState state);

    /** A PONG came. */
    void roundTrip(Connection<Q, R> connection, Duration roundTrip);

    /** A message came that answers no request. */
    void message(Connection<Q, R> connection, int type, byte[] body);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  // How long the peer may take to close first.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  final Identity identity;
  final EventLoop loop;
  final Load load;
  final Exchanges<Q, R> exchanges;
  private final Settings<Q, R> settings;
  private final Dialer dialer;
  private final Dial dial;
  private final Owner<Q, R> owner;
  private final Wire<Q, R> wire;
  private final Watch watch;

  // Written by the event loop only, read by any thread.
  private volatile State state = State.DIALLING;
  private volatile @Nullable Channel channel;
  private volatile long unusedSinceNanos;
  private volatile List<OptionInForce> options = List.of();

  // Event loop only.
  private @Nullable Outbound<Q, R> outbound;
  private @Nullable Future<?> timer;
  private boolean suspect;
  private boolean congested;
  // Why it ended, or why it takes no more requests.
  private @Nullable BelayException failure;
  private @Nullable BelayException farewell;
  private CloseReason drainReason = CloseReason.RETIRED;

  Connection(
      Identity identity,
      EventLoop loop,
      Parts<Q, R> parts,
      Owner<Q, R> owner,
      RequestPath<Q, R> path) {
    this.identity = identity;
    this.loop = loop;
    this.owner = owner;
    settings = parts.settings();
    dialer = parts.dialer();
    load = new Load(settings.pool().maxInFlight());
    exchanges = new Exchanges<>(loop, identity, this, path, load, dialer.progressIsProof());
    wire = parts.protocol().newWire(this, identity.index);
    dial = new Dial(loop, dialer, identity, new ConnectionInitializer(this, wire), this);
    watch = new Watch(parts.livenessLoops().of(loop), parts.protocol().probe(), this);
    unusedSinceNanos = identity.createdNanos;
  }

  /* ---- Any thread. */

  State state() {
    return state;
  }

  Watch watch() {
    return watch;
  }

  /** Since when it carries nothing; of use only while it carries nothing. */
  long unusedSinceNanos() {
    return unusedSinceNanos;
  }

  /** What a snapshot shows of it, once it has been ready. */
  Optional<ConnectionSnapshot> snapshot() {
    ConnectionSnapshot.State shown;
    switch (state) {
      case READY ->
          shown =
              watch.state() == LivenessState.SUSPECT
                  ? ConnectionSnapshot.State.SUSPECT
                  : ConnectionSnapshot.State.READY;
      case DRAINING, LEAVING -> shown = ConnectionSnapshot.State.DRAINING;
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(
        new ConnectionSnapshot(
            identity.endpoint,
            identity.details(),
            shown,
            settings.heartbeat().isOff()
                ? ConnectionSnapshot.Watched.TCP_ONLY
                : ConnectionSnapshot.Watched.HEARTBEAT,
            watch.state(),
            load.count(),
            exchanges.pendingBytes(),
            watch.roundTrip(),
            options));
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
    execute(() -> end(reason, BelayFailures.clientClosed(identity.context(Phase.CLOSE))));
  }

  /** Starts its life; it ends by itself. */
  void start() {
    execute(
        () -> {
          timer = schedule(this::notReadyInTime, settings.connectTimeout());
          dial.start();
        });
  }

  /* ---- The rest: event loop only. The beginning. */

  @Override
  public void dialFailed(BelayException cause) {
    end(CloseReason.NEVER_READY, cause);
  }

  @Override
  public void connected(Channel connected) {
    channel = connected;
    options = dialer.tune(connected, identity.id);
    state = State.OPENING;
    Outbound<Q, R> opened = exchanges.connected(connected, wire, settings.pool().maxPendingBytes());
    outbound = opened;
    opened.opening();
    watch.start(connected, opened);
    opened.flush();
  }

  private void notReadyInTime() {
    ConnectTimeoutException.Stage stage =
        state == State.OPENING
            ? ConnectTimeoutException.Stage.READY
            : ConnectTimeoutException.Stage.TIMER;
    end(
        CloseReason.NEVER_READY,
        BelayFailures.connectTimeout(
            identity.context(phaseNow()), stage, settings.connectTimeout()));
  }

  private void becomeReady() {
    cancelTimer();
    state = State.READY;
    exchanges.accept(true);
    lendIfFit();
    owner.ready(this);
  }

  /**
   * A connection is lent while it is ready, its peer answers, and its socket takes what it is
   * given.
   */
  private void lendIfFit() {
    if (state == State.READY) {
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
  public void minimumProbeInterval(Duration minimum) {
    watch.minimumProbeInterval(minimum);
  }

  @Override
  public void goAway(GoAwayInfo goAway) {
    if (state == State.OPENING) {
      end(CloseReason.GOAWAY, BelayFailures.peerClosed(identity.context(Phase.READY), goAway));
      return;
    }
    farewell = BelayFailures.peerClosed(identity.context(Phase.AWAIT), goAway);
    startDrain(CloseReason.GOAWAY, settings.pool().drain());
    exchanges.refuseAbove(
        goAway.lastAcceptedId(),
        BelayFailures.peerClosed(identity.context(Phase.AWAIT, Delivery.REFUSED), goAway));
  }

  @Override
  public void frame() {
    watch.frameReceived();
  }

  @Override
  public void message(int type, byte[] body) {
    if (state != State.CLOSED) {
      owner.message(this, type, body);
    }
  }

  @Override
  public void violation(WireError error) {
    if (error instanceof WireError.Truncated) {
      // A peer that died while it wrote: why the socket closed says more.
      inactive();
      return;
    }
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(identity.context(phaseNow()), error));
  }

  private void violation(String detail) {
    end(
        CloseReason.PROTOCOL_VIOLATION,
        BelayFailures.protocolViolation(identity.context(phaseNow()), detail, null));
  }

  /* ---- What the heartbeat says. */

  @Override
  public boolean awaitsAnswers() {
    return exchanges.awaitAnswers();
  }

  @Override
  public void roundTrip(Duration roundTrip) {
    owner.roundTrip(this, roundTrip);
  }

  @Override
  public void livenessChanged(LivenessState to) {
    suspect = to == LivenessState.SUSPECT || to == LivenessState.DEAD;
    lendIfFit();
    if (state != State.OPENING && state != State.CLOSED) {
      owner.livenessChanged(this, to);
    }
  }

  @Override
  public void readsThroughPause() {
    LOG.warn(
        "{}: reads once although it is paused: nothing else can tell on this transport whether the"
            + " peer lives",
        identity.id);
  }

  @Override
  public void condemned(Verdict verdict) {
    end(CloseReason.PEER_SILENT, BelayFailures.peerSilent(identity.context(phaseNow()), verdict));
  }

  /* ---- The end. */

  private void startDrain(CloseReason reason, Duration bound) {
    switch (state) {
      case DIALLING, OPENING ->
          end(reason, BelayFailures.clientClosed(identity.context(Phase.CLOSE)));
      case READY -> {
        state = State.DRAINING;
        drainReason = reason;
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
  public void settled() {
    if (exchanges.isEmpty()) {
      unusedSinceNanos = loop.ticker().nanoTime();
      if (state == State.DRAINING) {
        // The exchange that settles is completed first.
        execute(this::leaveWhenEmpty);
      }
    }
    owner.hasRoom();
  }

  private void leaveWhenEmpty() {
    if (state != State.DRAINING || !exchanges.isEmpty()) {
      return;
    }
    cancelTimer();
    state = State.LEAVING;
    watch.stop();
    timer = schedule(() -> end(drainReason, null), FAREWELL);
    if (outbound != null && !outbound.farewell() && channel instanceof DuplexChannel duplex) {
      var unused = duplex.shutdownOutput();
    }
  }

  @Override
  public void writeFailed(Throwable cause) {
    ioFailed(cause);
  }

  /** The socket failed, in a read or in a write. */
  void ioFailed(Throwable told) {
    Channel current = channel;
    if (state == State.CLOSED || current == null) {
      return;
    }
    Throwable cause = FirstCause.of(told, current);
    if (FirstCause.isBareClose(cause)) {
      closedByPeer();
      return;
    }
    BelayException translated = FailureTranslator.translate(cause, identity.context(phaseNow()));
    end(CloseReasons.of(translated), translated);
  }

  /** The socket is closed. */
  void inactive() {
    ioFailed(new ClosedChannelException());
  }

  private void closedByPeer() {
    if (state == State.LEAVING) {
      end(drainReason, null);
    } else if (farewell != null) {
      end(CloseReason.GOAWAY, farewell);
    } else {
      end(CloseReason.PEER_CLOSED, BelayFailures.peerClosed(identity.context(phaseNow())));
    }
  }

  private void end(CloseReason reason, @Nullable BelayException cause) {
    if (state == State.CLOSED) {
      return;
    }
    failure = cause;
    state = State.CLOSED;
    cancelTimer();
    load.lend(false);
    watch.stop();
    exchanges.failAll(unavailable());
    close(cause != null && CloseReasons.aborts(reason));
    owner.ended(this, reason, cause);
  }

  private void close(boolean abort) {
    Channel current = channel;
    if (current == null) {
      dial.cancel();
    } else if (abort) {
      SocketAbort.abort(current);
    } else {
      var unused = current.close();
    }
  }

  @Override
  public BelayException unavailable() {
    if (failure != null) {
      return failure;
    }
    if (farewell != null) {
      return farewell;
    }
    return drainReason == CloseReason.RETIRED
        ? BelayFailures.connectionRetired(identity.context(Phase.CLOSE))
        : BelayFailures.clientClosed(identity.context(Phase.CLOSE));
  }

  private Phase phaseNow() {
    return switch (state) {
      case DIALLING -> dial.phase();
      case OPENING -> Phase.READY;
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
