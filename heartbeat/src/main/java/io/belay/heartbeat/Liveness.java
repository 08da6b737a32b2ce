package io.belay.heartbeat;

import io.belay.heartbeat.LoopClock.Pass;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the application behind one connection lives: a state machine that is told what comes in,
 * asks with PINGs, and in the end condemns. Confined to the connection's event loop.
 *
 * <p>Two clocks run against the peer. <em>Silence</em> starts at the last byte received, of
 * whatever kind; it needs a round of unanswered PINGs to become a verdict. <em>Not answering</em>
 * starts at the last PONG or response, and convicts a peer that talks but does not listen. Both
 * stand still while this end's event loop did not run.
 *
 * <p>A PING is sent on the last tick <em>before</em> it is due, so that every wait that follows can
 * be a whole interval and the verdict still falls in time: at most {@code bound + 2 ticks} of the
 * loop's time after the last byte, the second tick being the pass that looks once more.
 */
public final class Liveness extends LoopMember {
  static final long PAUSE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final int STALLS_FORGIVEN = 3;

  /** A peer that answers nothing for this many worst cases is dead, however much it sends. */
  static final int NEVER_ANSWERS_FACTOR = 3;

  /** However much comes in, a PING goes out after this many worst cases. */
  static final int REGULAR_PROBE_FACTOR = 2;

  private final LivenessLoop loop;
  private final LivenessTarget target;
  private final ProbeKind probe;
  private final FrameProgress frame = new FrameProgress();

  // Event loop only, from here on. Times are the loop clock's.
  private LivenessState state = LivenessState.HEALTHY;
  private long idleNanos;
  private long intervalNanos;
  private long heardAtNanos;
  private long sentAtNanos;
  private long answeredAtNanos;
  private long waitingSinceNanos;
  private long roundAtNanos;
  private long pingedAtNanos;
  private long forgivenNanos;
  private long bytesTaken;
  private long sequence;
  private long roundSequence;
  private long rttNanos;
  private @Nullable ChannelFuture firstPing;
  private byte probesOut;
  private byte stallsForgiven;
  private boolean ready;
  private boolean waiting;
  private boolean confirming;
  private boolean inGrace;
  private long graceSinceNanos;
  private boolean measured;

  Liveness(LivenessLoop loop, ProbeKind probe, LivenessTarget target) {
    this.loop = loop;
    this.probe = Objects.requireNonNull(probe, "probe");
    this.target = Objects.requireNonNull(target, "target");
    this.idleNanos = loop.heartbeat().idle().toNanos();
    this.intervalNanos = loop.heartbeat().interval().toNanos();
  }

  /**
   * The connection is made, and its opening dialogue is over: the first PING goes out now, and its
   * PONG makes the connection ready. Until then nothing is condemned; the connect timeout rules.
   * Without a probe the connection is ready at once.
   */
  public void start() {
    assert loop.inEventLoop();
    if (!loop.heartbeat().isOff()) {
      loop.join(this);
    }
    long now = now();
    heardAtNanos = now;
    sentAtNanos = now;
    answeredAtNanos = now;
    bytesTaken = target.bytesTaken();
    if (probe == ProbeKind.NONE) {
      ready = true;
      stop();
      return;
    }
    beginRound(now);
  }

  /** The connection is gone, for whatever reason: no more is done or told. May be called twice. */
  public void stop() {
    loop.leave(this);
  }

  /**
   * Bytes came in: called below the decoder, before any frame that they complete.
   *
   * @param bytes how many
   */
  public void bytesReceived(int bytes) {
    heardAtNanos = now();
    confirming = false;
    inGrace = false;
    frame.received(bytes);
  }

  /** A frame is whole, of whatever type. */
  public void frameReceived() {
    frame.completed();
  }

  /**
   * A PONG came that carries a PING's sequence number.
   *
   * @param pongSequence the number
   * @return whether such a PING was ever sent; if not, the peer answers a question nobody asked
   */
  public boolean pongReceived(long pongSequence) {
    if (Long.compareUnsigned(pongSequence - 1, sequence) >= 0) {
      return false;
    }
    if (pongSequence == roundSequence && !measured && state != LivenessState.DEAD) {
      roundAnswered();
    }
    answered();
    return true;
  }

  /** A PONG came that carries nothing, from a peer whose PONGs are empty. */
  public void pongReceived() {
    if (state == LivenessState.PROBING || state == LivenessState.SUSPECT) {
      roundAnswered();
    }
    answered();
  }

  /** A response came: the peer's application lives as surely as if it had sent a PONG. */
  public void answered() {
    if (state == LivenessState.DEAD) {
      return;
    }
    answeredAtNanos = now();
    // Not with mere bytes: who sends and never answers would be forgiven without end.
    forgivenNanos = 0;
    stallsForgiven = 0;
    ready = true;
    confirming = false;
    change(LivenessState.HEALTHY);
  }

  /**
   * The peer accepts no PINGs closer to each other than this: idle and interval are raised to it,
   * if they are shorter, and with them the bounds of this connection.
   *
   * @param minimum what the peer asks for, clamped by the caller
   */
  public void minimumPingInterval(Duration minimum) {
    idleNanos = Math.max(idleNanos, minimum.toNanos());
    intervalNanos = Math.max(intervalNanos, minimum.toNanos());
  }

  /**
   * How alive the connection is.
   *
   * @return the state
   */
  public LivenessState state() {
    return state;
  }

  /**
   * Whether the peer's application ever answered (or has no probe to answer).
   *
   * @return whether the connection is usable
   */
  public boolean isReady() {
    return ready;
  }

  /**
   * The last measured time from PING to PONG.
   *
   * @return the round-trip time, once there is one
   */
  public Optional<Duration> lastRtt() {
    return rttNanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(rttNanos));
  }

  /**
   * How long nothing was received, in the loop's time.
   *
   * @return the silence
   */
  public Duration silence() {
    return Duration.ofNanos(now() - heardAtNanos);
  }

  /**
   * What the verdict would be if it fell now: for a connection that did not become ready in time,
   * and for whoever wants to know why one is SUSPECT.
   *
   * @return the verdict, which changes nothing
   */
  public Verdict diagnose() {
    return verdict(now(), heardAtNanos);
  }

  @Override
  void tick(long now, Pass pass) {
    forgivenNanos += loop.clock().latenessNanos();
    boolean progress = noteProgress(now);
    if (!ready) {
      return;
    }
    switch (state) {
      case HEALTHY -> {
        if (pass == Pass.AFTER_SLEEP || probeDue(now)) {
          beginRound(now);
        }
      }
      case PROBING, SUSPECT -> {
        if (!forgives(now, pass) && !waitsToLeave(now, progress)) {
          awaitAnswer(now, pass);
        }
      }
      case DEAD -> {}
    }
  }

  private boolean noteProgress(long now) {
    if (frame.arrivesFast(loop.clock().elapsedNanos())) {
      // The PONG stands behind this frame: the time is not held against the peer.
      answeredAtNanos += loop.clock().elapsedNanos();
    }
    boolean waits = target.exchangesWaiting();
    if (waits && !waiting) {
      // It began to wait at some time since the last tick.
      waitingSinceNanos = now - loop.clock().elapsedNanos();
    }
    waiting = waits;
    long taken = target.bytesTaken();
    boolean progress = taken != bytesTaken;
    if (progress) {
      bytesTaken = taken;
      sentAtNanos = now;
    }
    return progress;
  }

  private boolean probeDue(long now) {
    return due(now, heardAtNanos + idleNanos)
        || due(now, sentAtNanos + idleNanos)
        || due(now, roundAtNanos + REGULAR_PROBE_FACTOR * worstCaseNanos())
        || (waiting
            && probe == ProbeKind.OVERTAKES
            && due(now, later(waitingSinceNanos, heardAtNanos) + intervalNanos));
  }

  /** Whether the next tick would be too late. */
  private boolean due(long now, long deadline) {
    return now + loop.clock().tickNanos() - deadline > 0;
  }

  private void beginRound(long now) {
    roundAtNanos = now;
    pingedAtNanos = now;
    probesOut = 0;
    confirming = false;
    roundSequence = sequence + 1;
    measured = false;
    if (state == LivenessState.HEALTHY) {
      change(LivenessState.PROBING);
    }
    ping();
  }

  private void ping() {
    probesOut++;
    ChannelFuture written = target.ping(++sequence);
    if (probesOut == 1) {
      firstPing = written;
    }
  }

  /**
   * A stall costs a fresh round, since the answer may have come and gone unread; but not always.
   */
  private boolean forgives(long now, Pass pass) {
    if (pass == Pass.ON_TIME || stallsForgiven >= STALLS_FORGIVEN) {
      return false;
    }
    stallsForgiven++;
    forgivenNanos += now - roundAtNanos;
    beginRound(now);
    return true;
  }

  /** While the bytes ahead of the PING drain, its wait has not begun. */
  private boolean waitsToLeave(long now, boolean progress) {
    if (!progress || pingTaken()) {
      return false;
    }
    forgivenNanos += now - roundAtNanos;
    roundAtNanos = now;
    return true;
  }

  private boolean pingTaken() {
    return firstPing == null || firstPing.isDone();
  }

  private void awaitAnswer(long now, Pass pass) {
    long waited = now - roundAtNanos;
    if (state == LivenessState.PROBING && waited >= intervalNanos) {
      change(LivenessState.SUSPECT);
    }
    long roundNanos = intervalNanos * loop.heartbeat().probes();
    if (waited >= roundNanos && now - heardAtNanos >= roundNanos) {
      silenceIsDue(now, pass);
    } else if (waited >= roundNanos && neverAnswers(now) && pass == Pass.ON_TIME) {
      convict(neverAnswersVerdict(now), now);
    } else if (waited >= roundNanos && pass == Pass.ON_TIME) {
      convictIfOutboundIsDead(now);
    } else if (probesOut < loop.heartbeat().probes()
        && waited >= probesOut * intervalNanos
        && pingTaken()) {
      ping();
    }
  }

  /** Bytes still come, but the kernel may know that ours do not arrive. */
  private void convictIfOutboundIsDead(long now) {
    Verdict verdict = verdict(now, answeredAtNanos);
    if (verdict.verdictClass() == VerdictClass.OUTBOUND_DEAD) {
      convict(verdict, now);
    }
  }

  private boolean neverAnswers(long now) {
    return now - answeredAtNanos >= NEVER_ANSWERS_FACTOR * worstCaseNanos();
  }

  /** One more look: a whole pass of the loop, on time, in which a read finds nothing. */
  private void silenceIsDue(long now, Pass pass) {
    if (target.readPaused() && target.tcpInfo().isEmpty() && !pausedTooLong(now)) {
      // Nobody looks yet, so that a verdict cannot stand on a look that was none.
      postpone(now, intervalNanos);
      return;
    }
    if (confirming && pass == Pass.ON_TIME) {
      convict(verdict(now, heardAtNanos), now);
      return;
    }
    if (confirming) {
      forgivenNanos += loop.clock().elapsedNanos();
    }
    confirming = true;
    if (!target.readPaused() || pausedTooLong(now)) {
      target.readNow();
    }
  }

  private void convict(Verdict verdict, long now) {
    if (onlyTheKernelMayConvict(now, verdict) && !verdict.verdictClass().seenByTheKernel()) {
      postpone(now, intervalNanos);
      return;
    }
    if (verdict.verdictClass() == VerdictClass.PEER_HUNG && graceLeft(now) > 0) {
      postpone(now, Math.min(intervalNanos, graceLeft(now)));
      return;
    }
    stop();
    change(LivenessState.DEAD);
    target.condemned(verdict);
  }

  private boolean onlyTheKernelMayConvict(long now, Verdict verdict) {
    boolean answersLieUnread =
        target.readPaused() && !(verdict.tcpInfo().isEmpty() && pausedTooLong(now));
    return answersLieUnread || (probe == ProbeKind.IN_ORDER && target.exchangesWaiting());
  }

  private boolean pausedTooLong(long now) {
    return now - heardAtNanos >= PAUSE_LIMIT_NANOS && target.tcpInfo().isEmpty();
  }

  /**
   * How much longer a hung process may hang. No PINGs go out meanwhile: those that it has are
   * answered when it comes back, and more of them would then come at once.
   */
  private long graceLeft(long now) {
    if (!inGrace) {
      inGrace = true;
      graceSinceNanos = now;
    }
    return graceSinceNanos + loop.hungPeerGraceNanos() - now;
  }

  /** Asks the kernel again after a while, at most an interval. */
  private void postpone(long now, long nanos) {
    confirming = false;
    long earlier = loop.heartbeat().probes() * intervalNanos - nanos;
    forgivenNanos += now - earlier - roundAtNanos;
    roundAtNanos = now - earlier;
  }

  private Verdict verdict(long now, long silentSinceNanos) {
    Optional<TcpInfo> info = target.tcpInfo();
    Duration sinceFirstProbe = Duration.ofNanos(now - roundAtNanos);
    return verdict(
        VerdictClass.of(info, sinceFirstProbe, pingTaken()),
        now - silentSinceNanos,
        worstCaseNanos(),
        info);
  }

  private Verdict neverAnswersVerdict(long now) {
    return verdict(
        VerdictClass.NEVER_ANSWERS,
        now - answeredAtNanos,
        NEVER_ANSWERS_FACTOR * worstCaseNanos(),
        target.tcpInfo());
  }

  private Verdict verdict(
      VerdictClass verdictClass, long silenceNanos, long boundNanos, Optional<TcpInfo> info) {
    return new Verdict(
        verdictClass,
        Duration.ofNanos(silenceNanos),
        Duration.ofNanos(boundNanos),
        probesOut,
        lastRtt(),
        info,
        Duration.ofNanos(forgivenNanos));
  }

  /** Once a round: who repeats a PONG tells nothing about the way. */
  private void roundAnswered() {
    measured = true;
    rttNanos = Math.max(1, now() - pingedAtNanos);
    target.rttMeasured(Duration.ofNanos(rttNanos));
  }

  private void change(LivenessState to) {
    LivenessState from = state;
    if (from != to) {
      state = to;
      target.livenessChanged(from, to);
    }
  }

  private long worstCaseNanos() {
    return idleNanos + intervalNanos * loop.heartbeat().probes();
  }

  private long now() {
    return loop.clock().nanos();
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
