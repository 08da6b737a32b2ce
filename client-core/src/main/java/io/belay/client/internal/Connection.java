package io.belay.client.internal;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Endpoint;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.FailureTranslator;
import io.belay.client.error.GoAwayInfo;
import io.belay.client.error.Phase;
import io.belay.codec.GoAway;
import io.belay.codec.Hello;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessLoops;
import io.belay.heartbeat.LivenessState;
import io.belay.heartbeat.OptionInForce;
import io.belay.heartbeat.Verdict;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from the dial to its end. What it carries is in its {@link
 * Exchanges}, whether its peer lives is told by its {@link Watch}.
 *
 * <p>All state belongs to the connection's event loop; what snapshots read is volatile. The first
 * failure is the one that counts: everything that the socket says after it is an echo.
 */
final class Connection<Q, R> implements Inbound<R>, Exchanges.Carrier, Watch.Connected {

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

  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);

  // How long the peer may take to close first.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  final Endpoint endpoint;
  final int index;
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

  private volatile List<OptionInForce> options = List.of();

  // Event loop only.
  private @Nullable Outbound<Q, R> outbound;
  private @Nullable Future<?> timer;
  // Why it ended, or why it takes no more requests.
  private @Nullable BelayException failure;
  private @Nullable BelayException farewell;
  private CloseReason drainReason = CloseReason.RETIRED;

  Connection(
      Endpoint endpoint,
      int index,
      String id,
      EventLoop loop,
      Parts<Q, R> parts,
      Owner<Q, R> owner,
      RequestPath<Q, R> path) {
    this.endpoint = endpoint;
    this.index = index;
    this.id = id;
    this.loop = loop;
    this.owner = owner;
    settings = parts.settings();
    dialer = parts.dialer();
    load = new Load(settings.pool().maxInFlight());
    exchanges = new Exchanges<>(loop, this, path, load, dialer.progressIsProof());
    wire = parts.protocol().newWire(this, index);
    watch = new Watch(parts.livenessLoops().of(loop), parts.protocol().probe(), this);
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
            endpoint,
            details(),
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
      var unused = connected.close();
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
    options = dialer.tune(connected, id);
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
    GoAwayInfo info = goAwayInfo(goAway);
    if (state == State.OPENING) {
      end(
          CloseReason.GOAWAY,
          BelayFailures.peerClosed(context(Phase.READY, Delivery.NOT_SENT), info));
      return;
    }
    BelayException refusal = BelayFailures.peerClosed(context(Phase.AWAIT, Delivery.REFUSED), info);
    farewell = refusal.withContext(context(Phase.AWAIT, Delivery.NOT_SENT));
    startDrain(CloseReason.GOAWAY, settings.pool().drain());
    exchanges.refuseAbove(goAway.lastAcceptedId(), refusal);
  }

  @Override
  public void frame() {
    watch.frameReceived();
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
    if (state == State.READY) {
      boolean lent = to == LivenessState.HEALTHY || to == LivenessState.PROBING;
      load.lend(lent);
      if (lent) {
        owner.hasRoom();
      }
    }
    if (state != State.OPENING) {
      owner.livenessChanged(this, to);
    }
  }

  @Override
  public void condemned(Verdict verdict) {
    end(
        CloseReason.PEER_SILENT,
        BelayFailures.peerSilent(context(phaseNow(), Delivery.NOT_SENT), verdict));
  }

  /* ---- The end. */

  private void startDrain(CloseReason reason, Duration bound) {
    switch (state) {
      case DIALLING, OPENING ->
          end(reason, BelayFailures.clientClosed(context(Phase.CLOSE, Delivery.NOT_SENT)));
      case READY -> {
        state = State.DRAINING;
        drainReason = reason;
        load.lend(false);
        exchanges.accept(false);
        owner.draining(this, reason);
        timer = schedule(this::drainedTooLong, bound);
        leaveWhenEmpty();
      }
      case DRAINING, LEAVING, CLOSED -> {}
    }
  }

  @Override
  public void settled() {
    if (exchanges.isEmpty()) {
      unusedSinceNanos = now();
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
    if (!outbound().farewell() && channel instanceof DuplexChannel duplex) {
      var unused = duplex.shutdownOutput();
    }
  }

  private void drainedTooLong() {
    end(drainReason, unavailable());
  }

  @Override
  public void writeFailed(Throwable cause) {
    ioFailed(cause);
  }

  /** The socket failed, in a read or in a write. */
  void ioFailed(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    Throwable first = cause instanceof ClosedChannelException ? hiddenCause(cause) : cause;
    if (first instanceof ClosedChannelException && first.getCause() == null) {
      closedByPeer();
      return;
    }
    BelayException failed =
        FailureTranslator.translate(first, context(phaseNow(), Delivery.NOT_SENT));
    end(CloseReasons.of(failed), failed);
  }

  /** The socket is closed. */
  void inactive() {
    if (state != State.CLOSED) {
      ioFailed(new ClosedChannelException());
    }
  }

  private void closedByPeer() {
    if (state == State.LEAVING) {
      end(drainReason, null);
    } else if (farewell != null) {
      end(CloseReason.GOAWAY, farewell);
    } else {
      end(
          CloseReason.PEER_CLOSED,
          BelayFailures.peerClosed(context(phaseNow(), Delivery.NOT_SENT)));
    }
  }

  /**
   * Why the channel closed, where nobody was told: io_uring with writes in flight keeps the errno
   * to itself, and gives it away as the cause of the failure of one more write.
   */
  private Throwable hiddenCause(Throwable known) {
    Channel current = channel;
    if (current == null || current.isOpen()) {
      return known;
    }
    Throwable failed = current.write(Unpooled.EMPTY_BUFFER).cause();
    return failed == null || failed.getCause() == null ? known : failed.getCause();
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
      return;
    }
    if (abort) {
      // Nothing that still waits in a send buffer, ours or the kernel's, may hold the socket.
      current.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var unused = current.close();
  }

  @Override
  public BelayException unavailable() {
    if (failure != null) {
      return failure;
    }
    return farewell != null
        ? farewell
        : BelayFailures.clientClosed(context(Phase.CLOSE, Delivery.NOT_SENT));
  }

  private Phase phaseNow() {
    return switch (state) {
      case DIALLING -> Phase.CONNECT;
      case OPENING -> Phase.READY;
      case LEAVING -> Phase.CLOSE;
      case READY, DRAINING, CLOSED -> exchanges.isEmpty() ? Phase.IDLE : Phase.AWAIT;
    };
  }

  private Outbound<Q, R> outbound() {
    if (outbound == null) {
      throw new IllegalStateException("not connected");
    }
    return outbound;
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
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and closed all its channels before that.
    }
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  private static GoAwayInfo goAwayInfo(GoAway goAway) {
    // A peer that asks to be left alone for longer is not believed.
    long retryAfterMillis = Math.min(goAway.retryAfterMillis(), LONGEST_RETRY_AFTER.toMillis());
    return new GoAwayInfo(
        goAway.lastAcceptedId(),
        goAway.reason(),
        Duration.ofMillis(retryAfterMillis),
        goAway.text());
  }
}
