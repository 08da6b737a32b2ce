package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The promises of a heartbeat, for any numbers, any traffic and any stalls. */
class LivenessPropertyTest {
  private static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();

  @Property(tries = 1000)
  void aPeerThatFallsSilentIsDeadWithinTheBoundTwoTicksAndTheStalls(
      @ForAll("heartbeats") Heartbeat heartbeat, @ForAll long seed) {
    Random random = new Random(seed);
    ScriptedConnection it = new ScriptedConnection(heartbeat, ProbeKind.OVERTAKES).start();
    it.announces = random.nextBoolean();
    live(it, random);
    it.answers = false;
    it.exchanges = random.nextBoolean();
    it.receive(1);
    Duration silentSince = it.ticker.elapsed();
    it.runUntil(() -> it.verdict != null, () -> disturb(it, random));

    Duration wall = it.verdictAt.minus(silentSince);
    Duration promise = it.verdict.bound().plus(it.tick.multipliedBy(2)).plus(it.verdict.forgiven());
    assertThat(wall).isLessThanOrEqualTo(promise);
    assertThat(it.verdict.silence()).isLessThanOrEqualTo(wall);
    assertThat(it.states).endsWith(LivenessState.SUSPECT, LivenessState.DEAD);
  }

  @Property(tries = 300)
  void aPeerThatAnswersBetweenTwoTicksIsNeverDead(
      @ForAll("heartbeats") Heartbeat heartbeat, @ForAll long seed) {
    Random random = new Random(seed);
    ScriptedConnection it = new ScriptedConnection(heartbeat, ProbeKind.OVERTAKES).start();
    for (int i = 0; i < 500; i++) {
      it.exchanges = random.nextInt(10) == 0;
      disturb(it, random);
    }

    assertThat(it.verdict).isNull();
  }

  @Property(tries = 300)
  void aWallClockThatJumpsForwardAndBackNeverKillsALivingPeer(
      @ForAll("heartbeats") Heartbeat heartbeat, @ForAll long seed) {
    Random random = new Random(seed);
    ScriptedConnection it = new ScriptedConnection(heartbeat, ProbeKind.OVERTAKES).start();
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(5) == 0) {
        it.sleptMillis += random.nextLong(-YEAR_MILLIS, YEAR_MILLIS);
      }
      it.exchanges = random.nextInt(10) == 0;
      disturb(it, random);
    }

    assertThat(it.verdict).isNull();
  }

  @Property(tries = 300)
  void aLoopsTimeAndItsLatenessAreWallTime(
      @ForAll("heartbeats") Heartbeat heartbeat, @ForAll long seed) {
    Random random = new Random(seed);
    ScriptedConnection it = new ScriptedConnection(heartbeat, ProbeKind.OVERTAKES).start();
    long start = it.loop.clock().nanos();
    long last = start;
    for (int i = 0; i < 200; i++) {
      it.ticker.advance(fraction(it.tick, random, 3));
      assertThat(it.loop.clock().nanos() - last).isNotNegative();
      last = it.loop.clock().nanos();
      it.loop.tick();
      assertThat(it.loop.clock().nanos() - last).isNotNegative();
      last = it.loop.clock().nanos();
    }

    assertThat(Duration.ofNanos(last - start).plus(it.loop.stalls().total()))
        .isEqualTo(it.ticker.elapsed());
  }

  @Provide
  Arbitrary<Heartbeat> heartbeats() {
    return Combinators.combine(
            Arbitraries.integers().between(100, 20_000),
            Arbitraries.integers().between(20, 5_000),
            Arbitraries.integers().between(1, 6))
        .as((idle, interval, n) -> new Heartbeat(millis(idle), millis(interval), n));
  }

  /** A while of answers, traffic and stalls. */
  private static void live(ScriptedConnection it, Random random) {
    for (int i = random.nextInt(200); i > 0; i--) {
      it.exchanges = random.nextBoolean();
      for (Runnable event : List.<Runnable>of(it::receiveFrame, it::respond, () -> it.taken++)) {
        if (random.nextInt(8) == 0) {
          event.run();
        }
      }
      disturb(it, random);
    }
  }

  /** One tick: mostly on time, sometimes a bit late, rarely after a stall. */
  private static void disturb(ScriptedConnection it, Random random) {
    switch (random.nextInt(60)) {
      case 0 -> it.stall(it.tick.plus(fraction(it.tick, random, 40)));
      case 1, 2, 3 -> it.stall(it.tick.plus(fraction(it.tick, random, 1)));
      default -> it.step();
    }
  }

  private static Duration fraction(Duration of, Random random, int times) {
    return Duration.ofNanos((long) (of.toNanos() * times * random.nextDouble()));
  }

  private static Duration millis(int value) {
    return Duration.ofMillis(value);
  }
}
