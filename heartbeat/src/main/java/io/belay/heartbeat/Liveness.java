package io.belay.heartbeat;

import io.belay.heartbeat.LoopClock.Pass;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
public final class Liveness extends ProbeRound {
  static final long PAUSE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final int STALLS_FORGIVEN = 3;

  // Event loop only.
  private LivenessState state = LivenessState.HEALTHY;
  private int rttMicros;
  private byte stallsForgiven;
  private boolean ready;
  private boolean confirming;

  Liveness(Schedule schedule, LivenessTarget target) {
    super(schedule, target);
  }

  /**
   * The connection is made, and its opening dialogue is over: the first PING goes out now, and its
   * PONG makes the connection ready. Until then nothing is condemned; the connect timeout rules.
   * Without a probe the connection is ready at once.
   */
  public void start() {
    assert schedule.loop().inEventLoop();
    if (schedule.probe() == ProbeKind.NONE) {
      ready = true;
      return;
    }
    if (!schedule.loop().heartbeat().isOff()) {
      schedule.loop().join(this);
    }
    begin();
    // What came until now was the opening dialogue's.
    frameCompleted();
    forgiveNothing();
    ask(now());
  }

  /** The connection is gone, for whatever reason: no more is done or told. May be called twice. */
  public void stop() {
    schedule.loop().leave(this);
  }

  /**
   * Bytes came in: called below the decoder, before any frame that they complete.
   *
   * @param bytes how many
   */
  public void bytesReceived(int bytes) {
    noteBytes();
    schedule.loop().wake(this);
    confirming = false;
    frameBytesReceived(bytes);
  }

  /** A frame is whole, of whatever type. */
  public void frameReceived() {
    frameCompleted();
  }

  /**
   * A PONG came that carries a PING's sequence number.
   *
   * @param pongSequence the number
   * @return whether such a PING was ever sent; if not, the peer answers a question nobody asked
   */
  public boolean pongReceived(long pongSequence) {
    if (!wasSent(pongSequence)) {
      return false;
    }
    if (isFirstOfRound(pongSequence) && state != LivenessState.DEAD) {
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
    noteAnswer();
    // Not with mere bytes: who sends and never answers would be forgiven without end.
    forgiveNothing();
    stallsForgiven = 0;
    ready = true;
    confirming = false;
    change(LivenessState.HEALTHY);
  }

  /**
   * The peer accepts no PINGs closer to each other than this: idle and interval are raised to it,
   * if they are shorter, and with them the bounds of this connection.
   *
   * @param minimum what the peer asks for; believed up to 1 min
   */
  public void minimumPingInterval(Duration minimum) {
    schedule = schedule.withMinimum(minimum);
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
   * @return the round-trip time in whole microseconds, at least one, once there is one
   */
  public Optional<Duration> lastRtt() {
    return rttMicros == 0
        ? Optional.empty()
        : Optional.of(Duration.of(rttMicros, ChronoUnit.MICROS));
  }

  /**
   * How long nothing was received, in the loop's time.
   *
   * @return the silence
   */
  public Duration silence() {
    return Duration.ofNanos(silentNanos(now()));
  }

  /**
   * What the verdict would be if it fell now: for a connection that did not become ready in time,
   * and for whoever wants to know why one is SUSPECT.
   *
   * @return the verdict, which changes nothing
   */
  public Verdict diagnose() {
    return verdict(now(), silentNanos(now()));
  }

  /**
   * A request was handed to the channel: to be called by a connection that {@linkplain
   * LivenessTarget#announcesRequests() announces} its requests.
   */
  public void requestSent() {
    schedule.loop().wake(this);
  }

  @Override
  int look(long now, Pass pass, int ticks) {
    tick(now, pass, ticks);
    return ready && state == LivenessState.HEALTHY ? ticksToNextPing(now, pingedAtNanos()) : 1;
  }

  private void tick(long now, Pass pass, int ticks) {
    boolean progress = noteProgress(ticks);
    if (!ready) {
      return;
    }
    switch (state) {
      case HEALTHY -> {
        if (pass == Pass.AFTER_SLEEP || pingIsDue(now, pingedAtNanos())) {
          ask(now);
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

  private void ask(long now) {
    confirming = false;
    if (state == LivenessState.HEALTHY) {
      change(LivenessState.PROBING);
    }
    beginRound(now);
  }

  /**
   * A stall costs a fresh round, since the answer may have come and gone unread; but not always.
   */
  private boolean forgives(long now, Pass pass) {
    if (pass == Pass.ON_TIME || stallsForgiven >= STALLS_FORGIVEN) {
      return false;
    }
    stallsForgiven++;
    awaitAnew(now);
    ask(now);
    return true;
  }

  /** While the bytes ahead of the PING drain, its wait has not begun. */
  private boolean waitsToLeave(long now, boolean progress) {
    if (!progress || pingTaken()) {
      return false;
    }
    awaitAnew(now);
    return true;
  }

  private void awaitAnswer(long now, Pass pass) {
    long waited = waitedNanos(now);
    if (state == LivenessState.PROBING && waited >= schedule.intervalNanos()) {
      change(LivenessState.SUSPECT);
    }
    if (waited < schedule.roundNanos()) {
      continueRound(waited);
    } else if (silentNanos(now) >= schedule.roundNanos()) {
      silenceIsDue(now, pass);
    } else if (pass == Pass.ON_TIME) {
      judgeOneThatSends(now);
    } else {
      forgive(clock().elapsedNanos());
    }
  }

  /** One more look: a whole pass of the loop, on time, in which a read finds nothing. */
  private void silenceIsDue(long now, Pass pass) {
    if (answersLieUnread(now)) {
      // Nobody reads, so that no verdict can stand on a look that was none.
      confirming = false;
      judge(verdict(now, silentNanos(now)), now, pass);
      return;
    }
    if (confirming) {
      judge(verdict(now, silentNanos(now)), now, pass);
      return;
    }
    confirming = true;
    target.readNow();
  }

  /** A pass that comes late may not have read everything, and convicts nobody. */
  private void judge(Verdict verdict, long now, Pass pass) {
    if (pass == Pass.ON_TIME) {
      convict(verdict, now);
    } else {
      forgive(clock().elapsedNanos());
    }
  }

  /** Bytes still come, but it owes answers; and the kernel may know that ours do not arrive. */
  private void judgeOneThatSends(long now) {
    long unanswered = unansweredNanos(now);
    if (unanswered >= schedule.neverAnswersNanos()) {
      convict(neverAnswers(unanswered), now);
      return;
    }
    Optional<TcpInfo> info = target.tcpInfo();
    if (why(info, now) == VerdictClass.OUTBOUND_DEAD) {
      // A peer that is heard is asked as late as the regular PING.
      long bound = schedule.regularProbeNanos() + schedule.roundNanos();
      convict(verdict(VerdictClass.OUTBOUND_DEAD, unanswered, bound, info), now);
    }
  }

  private void convict(Verdict verdict, long now) {
    long graceLeft = graceLeftNanos(now);
    if (mustNotConvict(verdict.verdictClass(), now) || stillArrives(verdict, now)) {
      askTheKernelAgain(now, schedule.intervalNanos());
    } else if (verdict.verdictClass() == VerdictClass.PEER_HUNG && graceLeft > 0) {
      // No PINGs meanwhile: those that it has are answered when it comes back, all at once.
      askTheKernelAgain(now, Math.min(schedule.intervalNanos(), graceLeft));
    } else {
      stop();
      change(LivenessState.DEAD);
      target.condemned(verdict);
    }
  }

  private boolean mustNotConvict(VerdictClass why, long now) {
    if (answersLieUnread(now)) {
      // A peer that reads nothing may well wait for us to read.
      return !why.isOfThePath();
    }
    return schedule.probe() == ProbeKind.IN_ORDER
        && target.exchangesWaiting()
        && !why.seenByTheKernel();
  }

  /**
   * Bytes ahead of the PING may be in our kernel's buffer too: while it gets rid of them, a peer
   * that acknowledges them is not hung, but for so long.
   */
  private boolean stillArrives(Verdict verdict, long now) {
    return verdict.verdictClass() == VerdictClass.PEER_HUNG
        && verdict.tcpInfo().map(TcpInfo::unacked).orElse(0L) > 0
        && silentNanos(now) < schedule.neverAnswersNanos();
  }

  private boolean answersLieUnread(long now) {
    return target.readPaused() && !pausedTooLong(now);
  }

  private boolean pausedTooLong(long now) {
    return silentNanos(now) >= PAUSE_LIMIT_NANOS && target.tcpInfo().isEmpty();
  }

  /** How much longer a hung process may hang than a round lasts. */
  private long graceLeftNanos(long now) {
    return pingedAtNanos() + schedule.roundNanos() + schedule.loop().hungPeerGraceNanos() - now;
  }

  private void askTheKernelAgain(long now, long afterNanos) {
    confirming = false;
    postpone(now, afterNanos);
  }

  private Verdict verdict(long now, long silenceNanos) {
    Optional<TcpInfo> info = target.tcpInfo();
    return verdict(why(info, now), silenceNanos, schedule.worstCaseNanos(), info);
  }

  private VerdictClass why(Optional<TcpInfo> info, long now) {
    return VerdictClass.of(info, Duration.ofNanos(waitedNanos(now)), pingTaken());
  }

  private Verdict neverAnswers(long silenceNanos) {
    return verdict(
        VerdictClass.NEVER_ANSWERS, silenceNanos, schedule.neverAnswersNanos(), target.tcpInfo());
  }

  private Verdict verdict(
      VerdictClass why, long silenceNanos, long boundNanos, Optional<TcpInfo> info) {
    return new Verdict(
        why,
        Duration.ofNanos(silenceNanos),
        Duration.ofNanos(boundNanos),
        probesOut(),
        lastRtt(),
        info,
        Duration.ofNanos(forgivenNanos()));
  }

  private void roundAnswered() {
    long rttNanos = Math.max(1, now() - pingedAtNanos());
    rttMicros = (int) Math.max(1, Math.min(rttNanos / 1000, Integer.MAX_VALUE));
    endRound();
    target.rttMeasured(Duration.ofNanos(rttNanos));
  }

  private void change(LivenessState to) {
    LivenessState from = state;
    if (from != to) {
      state = to;
      target.livenessChanged(from, to);
    }
  }

  private long now() {
    return clock().nanos();
  }
}
