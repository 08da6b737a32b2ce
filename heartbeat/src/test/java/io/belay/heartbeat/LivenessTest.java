package io.belay.heartbeat;

import static io.belay.heartbeat.LivenessState.DEAD;
import static io.belay.heartbeat.LivenessState.HEALTHY;
import static io.belay.heartbeat.LivenessState.PROBING;
import static io.belay.heartbeat.LivenessState.SUSPECT;
import static io.belay.heartbeat.ScriptedConnection.TICK;
import static io.belay.heartbeat.ScriptedConnection.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivenessTest {
  private static final Duration BOUND = Heartbeat.DEFAULT.worstCaseDetection();
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration WHILE_WAITING = Heartbeat.DEFAULT.worstCaseWhileWaiting();
  private static final Optional<TcpInfo> PATH_DEAD =
      Optional.of(sample(1, 5, 5, 6528, 20_000, 20_000));
  private static final Optional<TcpInfo> HUNG = Optional.of(sample(0, 0, 0, 204, 500, 20_000));

  @Test
  void theFirstPingGoesOutAtOnceAndItsPongMakesTheConnectionReady() {
    ScriptedConnection it = new ScriptedConnection();
    it.liveness.start();
    assertThat(it.pings).containsExactly(Duration.ZERO);
    assertThat(it.liveness.isReady()).isFalse();

    it.ticker.advance(Duration.ofMillis(7));
    it.answer();

    assertThat(it.liveness.isReady()).isTrue();
    assertThat(it.states).containsExactly(PROBING, HEALTHY);
    assertThat(it.rtt).isEqualTo(Duration.ofMillis(7));
    assertThat(it.liveness.lastRtt()).contains(Duration.ofMillis(7));
  }

  @Test
  void aConnectionThatNeverBecameReadyIsLeftToTheConnectTimeoutButCanBeDiagnosed() {
    ScriptedConnection it = new ScriptedConnection();
    it.answers = false;
    it.tcpInfo = HUNG;
    it.liveness.start();
    it.run(Duration.ofSeconds(60));

    assertThat(it.verdict).isNull();
    assertThat(it.pings).hasSize(1);
    assertThat(it.liveness.diagnose().verdictClass()).isEqualTo(VerdictClass.PEER_HUNG);
  }

  @Test
  void aProtocolWithoutAProbeIsReadyAtOnceAndNeverPinged() {
    ScriptedConnection it = new ScriptedConnection(Heartbeat.DEFAULT, ProbeKind.NONE);
    it.liveness.start();
    it.run(Duration.ofSeconds(30));

    assertThat(it.liveness.isReady()).isTrue();
    assertThat(it.pings).isEmpty();
    assertThat(it.verdict).isNull();
  }

  @Test
  void aHeartbeatThatIsOffStillAsksOnceWhetherThePeerIsReady() {
    ScriptedConnection it = new ScriptedConnection(Heartbeat.off(), ProbeKind.OVERTAKES).start();
    it.answers = false;
    it.run(Duration.ofMinutes(1));

    assertThat(it.liveness.isReady()).isTrue();
    assertThat(it.pings).hasSize(1);
    assertThat(it.verdict).isNull();
  }

  @Test
  void aHeartbeatThatIsOffMeasuresItsOnePongAllTheSame() {
    ScriptedConnection it = new ScriptedConnection(Heartbeat.off(), ProbeKind.OVERTAKES);
    it.ticker.advance(Duration.ofHours(1));
    it.liveness.start();
    it.ticker.advance(Duration.ofSeconds(2));
    it.answer();

    assertThat(it.rtt).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anIdlePeerThatAnswersIsProbedOnceAnIdleAndStaysHealthy() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.run(Duration.ofSeconds(30));

    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
    assertThat(it.states).doesNotContain(SUSPECT);
    assertThat(it.pings.size()).isBetween(6, 8);
  }

  @Test
  void aSilentPeerMustBeDeadWithinTheBoundAndTwoTicks() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    Verdict verdict = it.runToVerdict();

    assertThat(it.states).containsExactly(PROBING, HEALTHY, PROBING, SUSPECT, DEAD);
    assertThat(it.pings).hasSize(4);
    assertThat(verdict.probesSent()).isEqualTo(3);
    assertThat(verdict.forgiven()).isZero();
    assertThat(verdict.bound()).isEqualTo(BOUND);
    assertThat(it.verdictAt).isBetween(BOUND.minus(TICK), BOUND.plus(TICK.multipliedBy(2)));
    assertThat(verdict.silence()).isEqualTo(it.verdictAt);
  }

  @Test
  void aPingGivesThePeerAWholeIntervalBeforeItIsSuspect() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofSeconds(5));
    Duration pinged = it.pings.get(1);
    it.run(pinged.plusSeconds(1).minus(it.ticker.elapsed()).minusNanos(1).minus(TICK));
    assertThat(it.liveness.state()).isEqualTo(PROBING);

    it.step();
    assertThat(it.liveness.state()).isEqualTo(SUSPECT);
  }

  @Test
  void aRequestThatWaitsIsAnEarlyReasonToProbe() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.run(Duration.ofSeconds(2));
    it.answers = false;
    it.exchanges = true;
    Duration asked = it.ticker.elapsed();
    it.runToVerdict();

    assertThat(it.verdictAt)
        .isLessThanOrEqualTo(asked.plus(WHILE_WAITING).plus(TICK.multipliedBy(2)));
  }

  @Test
  void aClientThatOnlyListensMustBeHeardByItsServer() {
    ScriptedConnection it = ScriptedConnection.ready();
    for (int i = 0; i < 60 * 4; i++) {
      it.receiveFrame();
      it.step();
    }
    assertThat(it.pings.size()).isBetween(12, 16);
  }

  @Test
  void howeverMuchComesAndGoesAPingGoesOutEveryTwoWorstCases() {
    ScriptedConnection it = ScriptedConnection.ready();
    for (int i = 0; i < 64 * 4; i++) {
      it.taken += 100;
      it.respond();
      it.step();
    }
    assertThat(it.pings.size()).isBetween(4, 6);
  }

  @Test
  void bytesPostponeTheVerdictButOnlyAnAnswerEndsSuspicion() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofSeconds(7));
    assertThat(it.liveness.state()).isEqualTo(SUSPECT);

    it.receive(1);
    it.run(Duration.ofMillis(2_500));
    assertThat(it.liveness.state()).isEqualTo(SUSPECT);

    it.answer();
    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
  }

  @Test
  void aResponseEndsSuspicionAsAPongDoes() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofSeconds(7));
    it.respond();

    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
  }

  @Test
  void aPeerThatTalksButNeverAnswersIsDeadAfterThreeWorstCases() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.runUntil(
        () -> it.verdict != null,
        () -> {
          it.receiveFrame();
          it.step();
        });
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.NEVER_ANSWERS);
    assertThat(it.verdictAt)
        .isBetween(BOUND.multipliedBy(3), BOUND.multipliedBy(3).plus(TICK.multipliedBy(2)));
  }

  @Test
  void aPeerThatTalksWhileOurBytesAreLostIsFoundWithinTheBound() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.tcpInfo = Optional.of(sample(3, 4, 4, 3264, 20, 20));
    it.runUntil(
        () -> it.verdict != null,
        () -> {
          it.receiveFrame();
          it.step();
        });
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.OUTBOUND_DEAD);
    assertThat(it.verdict.silence()).isEqualTo(it.verdictAt);
    assertThat(it.verdictAt).isBetween(BOUND.minus(TICK), BOUND.plus(TICK.multipliedBy(2)));
  }

  @Test
  void oneFrameThatArrivesAtADecentRateIsNoRefusalToAnswer() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    int perTick = (int) FrameProgress.BYTES_PER_SECOND / 4;
    for (int i = 0; i < 120 * 4; i++) {
      it.receive(perTick);
      it.step();
    }
    assertThat(it.verdict).isNull();

    it.liveness.frameReceived();
    it.answers = true;
    it.step();
    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
  }

  /** Bytes in between must not make them countless. */
  @Test
  void stallsMustNotPostponeTheHardCapForEver() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    Duration since = it.ticker.elapsed();
    for (int i = 1; it.verdict == null && i < 60 * 4; i++) {
      it.receiveFrame();
      if (i % 8 == 0) {
        it.stall(Duration.ofSeconds(1));
      } else {
        it.step();
      }
    }
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.NEVER_ANSWERS);
    assertThat(it.verdictAt.minus(since))
        .as("the promise, with the stalls in which it was not heard to answer")
        .isLessThanOrEqualTo(
            it.verdict.bound().plus(TICK.multipliedBy(2)).plus(it.verdict.forgiven()));
  }

  @Test
  void oneFrameThatTricklesIsARefusalToAnswer() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    for (int i = 0; it.verdict == null && i < 60 * 4; i++) {
      it.receive((int) FrameProgress.BYTES_PER_SECOND / 16);
      it.step();
    }
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.NEVER_ANSWERS);
  }

  @Test
  void whileBytesAheadOfThePingDrainItsWaitHasNotBegun() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.pingsLeave = false;
    for (int i = 0; i < 30 * 4; i++) {
      it.taken += 1000;
      it.step();
    }
    assertThat(it.verdict).isNull();
    assertThat(it.liveness.state()).isEqualTo(PROBING);
    assertThat(it.pings).hasSize(2);

    it.letPingsLeave();
    Duration left = it.ticker.elapsed();
    it.runToVerdict();
    assertThat(it.verdictAt)
        .isBetween(left.plusSeconds(3), left.plusSeconds(3).plus(TICK.multipliedBy(2)));
  }

  @Test
  void bytesThatMakeNoProgressAreAStalledWrite() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.pingsLeave = false;
    Verdict verdict = it.runToVerdict();

    assertThat(verdict.verdictClass()).isEqualTo(VerdictClass.WRITE_STALLED);
    assertThat(it.verdictAt).isLessThanOrEqualTo(BOUND.plus(TICK.multipliedBy(2)));
    assertThat(it.pings).as("no PING queues behind one that did not leave").hasSize(2);
  }

  @Test
  void aStallOfOursMustNotCondemnAPeerWhoseAnswerLiesUnread() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofSeconds(5));
    assertThat(it.liveness.state()).isEqualTo(PROBING);

    it.stall(Duration.ofMinutes(10));
    assertThat(it.verdict).isNull();
    assertThat(it.loopEvents).hasSize(1);

    it.answers = true;
    it.step();
    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
  }

  @Test
  void aStallCostsAFreshRoundOfProbes() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofMillis(7_500));
    int before = it.pings.size();
    it.stall(Duration.ofSeconds(2));
    assertThat(it.pings).hasSize(before + 1);

    Duration resumed = it.ticker.elapsed();
    Verdict verdict = it.runToVerdict();
    assertThat(it.verdictAt)
        .isBetween(resumed.plusSeconds(3), resumed.plusSeconds(3).plus(TICK.multipliedBy(2)));
    assertThat(verdict.forgiven()).isGreaterThan(Duration.ofMillis(1_700));
  }

  @Test
  void atMostThreeStallsAreForgivenInOneSilence() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    for (int i = 0; it.verdict == null && i < 40; i++) {
      it.run(Duration.ofSeconds(1));
      it.stall(Duration.ofSeconds(1));
    }
    assertThat(it.verdict).isNotNull();
    assertThat(it.verdictAt).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aVerdictNeedsAPassOnTimeEvenWhenNothingIsForgivenAnyMore() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    for (int i = 0; i < 100; i++) {
      it.stall(Duration.ofSeconds(1));
    }
    assertThat(it.verdict).isNull();

    it.step();
    assertThat(it.verdict).isNotNull();
  }

  @Test
  void unreadBytesAreReadBeforeAVerdict() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.runUntil(() -> it.reads > 0, it::step);
    assertThat(it.verdict).isNull();
    it.receive(1);
    it.step();

    assertThat(it.verdict).isNull();
  }

  @Test
  void afterASuspendEveryConnectionIsProbedAtOnce() {
    ScriptedConnection it = ScriptedConnection.ready();
    int before = it.pings.size();
    it.sleptMillis = Duration.ofHours(8).toMillis();
    it.step();

    assertThat(it.pings).hasSize(before + 1);
    assertThat(it.loopEvents).containsExactly("slept PT8H");
    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
  }

  @Test
  void aPausedConnectionIsCondemnedByTheKernelOnly() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.paused = true;
    it.tcpInfo = HUNG;
    it.run(Duration.ofMinutes(5));
    assertThat(it.verdict).isNull();
    assertThat(it.reads).isZero();

    it.tcpInfo = PATH_DEAD;
    assertThat(it.runToVerdict().verdictClass()).isEqualTo(VerdictClass.PATH_DEAD);
  }

  @Test
  void whereTheKernelCannotTestifyAPauseEndsAfterAMinuteOfSilence() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.paused = true;
    it.run(Duration.ofSeconds(59));
    assertThat(it.verdict).isNull();
    assertThat(it.reads).isZero();

    it.run(Duration.ofSeconds(3));
    assertThat(it.reads).isPositive();
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.UNKNOWN);
  }

  /** Whatever the tick on which the minute is over. */
  @ParameterizedTest
  @ValueSource(longs = {5_000, 5_250, 5_500, 5_750, 6_000, 6_250, 6_500, 6_750})
  void whatLiesUnreadMustBeReadBeforeAPauseEndsInAVerdict(long idleMillis) {
    Heartbeat heartbeat = new Heartbeat(Duration.ofMillis(idleMillis), Duration.ofSeconds(1), 3);
    ScriptedConnection it = new ScriptedConnection(heartbeat, ProbeKind.OVERTAKES).start();
    it.answers = false;
    it.paused = true;
    it.answersLieUnread = true;
    it.run(Duration.ofMinutes(5));
    assertThat(it.verdict).isNull();
    assertThat(it.reads).isPositive();
  }

  @Test
  void whatThePeerAnsweredDuringAPauseMustNotBeHeldAgainstIt() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.paused = true;
    it.tcpInfo = HUNG;
    it.run(Duration.ofMinutes(1));
    it.paused = false;

    for (Duration end = it.ticker.elapsed().plus(BOUND.multipliedBy(2));
        it.ticker.elapsed().compareTo(end) < 0; ) {
      // Its PONGs stand behind what it pushed.
      it.receiveFrame();
      it.step();
    }
    assertThat(it.verdict).isNull();
  }

  /** Whatever the tick after which it resumes. */
  @ParameterizedTest
  @ValueSource(ints = {32, 33, 34, 35, 36, 37, 38, 39, 40})
  void aResumeMustReadBeforeAVerdictCanFall(int pausedTicks) {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.paused = true;
    it.answersLieUnread = true;
    it.tcpInfo = HUNG;
    it.run(TICK.multipliedBy(pausedTicks));
    it.paused = false;
    it.run(BOUND.multipliedBy(4));
    assertThat(it.verdict).isNull();
  }

  @Test
  void aPeerThatReadsNothingWhileWeDoNotMustNotBeCondemned() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.paused = true;
    it.tcpInfo = Optional.of(sample(0, 0, 5, 212, 640, 8508));
    it.run(Duration.ofMinutes(5));
    assertThat(it.verdict).isNull();

    it.paused = false;
    assertThat(it.runToVerdict().verdictClass()).isEqualTo(VerdictClass.WRITE_STALLED);
  }

  @Test
  void aPeerThatAcknowledgesAnUploadHasUntilTheHardCapToAnswer() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.tcpInfo = Optional.of(sample(40, 0, 0, 204, 100, 20_000));
    it.run(BOUND.multipliedBy(3).minus(TICK.multipliedBy(2)));
    assertThat(it.verdict).isNull();

    assertThat(it.runToVerdict().verdictClass()).isEqualTo(VerdictClass.PEER_HUNG);
    assertThat(it.verdictAt)
        .isLessThanOrEqualTo(
            it.verdict.bound().plus(TICK.multipliedBy(2)).plus(it.verdict.forgiven()));
  }

  @Test
  void passesThatAllComeLateMustStillKeepThePromise() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    for (int i = 0; i < 100; i++) {
      it.receiveFrame();
      it.stall(TICK.multipliedBy(3));
    }
    assertThat(it.verdict).isNull();

    it.runUntil(
        () -> it.verdict != null,
        () -> {
          it.receiveFrame();
          it.step();
        });
    assertThat(it.verdictAt)
        .isLessThanOrEqualTo(
            it.verdict.bound().plus(TICK.multipliedBy(2)).plus(it.verdict.forgiven()));
  }

  @Test
  void aSlowCommandMustNotCondemnAPeerThatAnswersInOrder() {
    ScriptedConnection it = new ScriptedConnection(Heartbeat.DEFAULT, ProbeKind.IN_ORDER).start();
    it.answers = false;
    it.exchanges = true;
    it.tcpInfo = HUNG;
    it.run(Duration.ofSeconds(4));
    assertThat(it.pings).as("no early probe").hasSize(1);
    it.run(Duration.ofMinutes(5));
    assertThat(it.verdict).isNull();

    it.tcpInfo = PATH_DEAD;
    it.runToVerdict();
    assertThat(it.verdict.verdictClass()).isEqualTo(VerdictClass.PATH_DEAD);
  }

  @Test
  void anIdlePeerThatAnswersInOrderIsCondemnedAsAnyOther() {
    ScriptedConnection it = new ScriptedConnection(Heartbeat.DEFAULT, ProbeKind.IN_ORDER).start();
    it.answers = false;
    it.tcpInfo = HUNG;

    assertThat(it.runToVerdict().verdictClass()).isEqualTo(VerdictClass.PEER_HUNG);
    assertThat(it.verdictAt).isLessThanOrEqualTo(BOUND.plus(TICK.multipliedBy(2)));
  }

  @Test
  void aHungPeerIsSuspectForItsGraceAndThenDead() {
    ScriptedConnection it = graced();
    it.run(BOUND.plus(GRACE).minus(TICK));
    assertThat(it.verdict).isNull();
    assertThat(it.liveness.state()).isEqualTo(SUSPECT);
    assertThat(it.pings).as("no more of them pile up at the peer").hasSize(4);

    Verdict verdict = it.runToVerdict();
    assertThat(verdict.verdictClass()).isEqualTo(VerdictClass.PEER_HUNG);
    assertThat(it.verdictAt).isLessThanOrEqualTo(BOUND.plus(GRACE).plus(TICK.multipliedBy(3)));
    assertThat(verdict.silence())
        .isLessThanOrEqualTo(BOUND.plus(TICK.multipliedBy(2)).plus(verdict.forgiven()));
  }

  @Test
  void aHungPeerThatComesBackWithinItsGraceHasAllOfItAgain() {
    ScriptedConnection it = graced();
    it.run(BOUND.plus(GRACE).minus(TICK));
    it.answer();
    Duration back = it.ticker.elapsed();
    assertThat(it.liveness.state()).isEqualTo(HEALTHY);
    assertThat(it.rtt).isEqualTo(back.minus(it.pings.get(1)));

    it.runToVerdict();
    assertThat(it.verdictAt)
        .isBetween(back.plus(GRACE), back.plus(BOUND).plus(GRACE).plus(TICK.multipliedBy(3)));
  }

  @Test
  void thereIsNoGraceForAPeerThatIsNotHung() {
    ScriptedConnection it = graced();
    it.tcpInfo = PATH_DEAD;
    it.runToVerdict();

    assertThat(it.verdictAt).isLessThanOrEqualTo(BOUND.plus(TICK.multipliedBy(2)));
  }

  @Test
  void aPathThatDiesDuringTheGraceOfItsPeerEndsIt() {
    ScriptedConnection it = graced();
    it.run(BOUND.plusSeconds(2));
    it.tcpInfo = PATH_DEAD;
    Duration cut = it.ticker.elapsed();
    it.runToVerdict();

    assertThat(it.verdictAt).isLessThanOrEqualTo(cut.plusSeconds(1).plus(TICK.multipliedBy(3)));
  }

  @Test
  void aPongToAQuestionThatNobodyAskedIsRefused() {
    ScriptedConnection it = ScriptedConnection.ready();

    assertThat(it.liveness.pongReceived(2)).isFalse();
    assertThat(it.liveness.pongReceived(0)).isFalse();
    assertThat(it.liveness.pongReceived(-1)).isFalse();
    assertThat(it.liveness.pongReceived(1)).isTrue();
  }

  @Test
  void aPongThatIsRepeatedIsMeasuredOnce() {
    ScriptedConnection it = ScriptedConnection.ready();
    Optional<Duration> measured = it.liveness.lastRtt();

    it.run(Duration.ofSeconds(1));
    assertThat(it.liveness.pongReceived(1)).isTrue();

    assertThat(it.liveness.lastRtt()).isPresent().isEqualTo(measured);
  }

  @Test
  void aPongWithoutASequenceCountsWhenThePeerSendsEmptyOnes() {
    ScriptedConnection it = new ScriptedConnection();
    it.liveness.start();
    it.receive(8);
    it.liveness.pongReceived();

    assertThat(it.liveness.isReady()).isTrue();
    assertThat(it.liveness.lastRtt()).isPresent();
  }

  @Test
  void aServersMinimumPingIntervalIsAdopted() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.liveness.minimumPingInterval(Duration.ofSeconds(4));
    it.answers = false;
    Verdict verdict = it.runToVerdict();

    assertThat(verdict.bound()).isEqualTo(Duration.ofSeconds(5 + 3 * 4).plus(TICK.multipliedBy(3)));
    assertThat(it.pings.get(2).minus(it.pings.get(1)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void noPingsComeCloserToEachOtherThanTheServerAccepts() {
    Heartbeat hasty = new Heartbeat(Duration.ofMillis(100), Duration.ofMillis(40), 2);
    ScriptedConnection it = new ScriptedConnection(hasty, ProbeKind.OVERTAKES).start();
    it.liveness.minimumPingInterval(Duration.ofSeconds(1));
    it.run(Duration.ofSeconds(20));

    assertThat(it.pings.size()).isBetween(19, 22);
    it.answers = false;
    Duration bound = Duration.ofSeconds(3).plus(hasty.tick().multipliedBy(3));
    assertThat(it.runToVerdict().bound()).isEqualTo(bound);
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 1_000, 5_100, 7_400, 10_200, 60_000})
  void aPeerThatObeysTheMinimumMustNeverBeRefused(long minimumMillis) {
    ScriptedConnection it = ScriptedConnection.ready();
    it.liveness.minimumPingInterval(Duration.ofMillis(minimumMillis));
    it.run(Duration.ofHours(24));

    PingRate server = new PingRate(minimumMillis * 1_000_000, 0);
    assertThat(it.pings).allMatch(ping -> server.allows(ping.toNanos()));
    // Not by its burst either, which is for stalls.
    for (int i = 0; i < PingRate.BURST - 2; i++) {
      assertThat(server.allows(it.ticker.elapsed().toNanos())).isTrue();
    }
  }

  @Test
  void aPongThatComesAfterTheVerdictChangesNothing() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.runToVerdict();
    it.rtt = null;
    it.answer();
    it.run(Duration.ofSeconds(30));

    assertThat(it.liveness.state()).isEqualTo(DEAD);
    assertThat(it.rtt).isNull();
  }

  @Test
  void aConnectionThatIsGoneIsToldNothingMore() {
    ScriptedConnection it = ScriptedConnection.ready();
    it.answers = false;
    it.run(Duration.ofSeconds(7));
    it.liveness.stop();
    it.liveness.stop();
    it.run(Duration.ofSeconds(30));

    assertThat(it.verdict).isNull();
  }

  /** Its peer may hang for longer, and does. */
  private static ScriptedConnection graced() {
    ScriptedConnection it =
        new ScriptedConnection(Heartbeat.DEFAULT, ProbeKind.OVERTAKES, GRACE).start();
    it.answers = false;
    it.tcpInfo = HUNG;
    return it;
  }
}
