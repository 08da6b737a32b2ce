package io.belay.samples.demo;

import io.belay.client.ClientSnapshot;
import io.belay.client.error.BelayException;
import io.belay.client.error.PeerSilentException;
import io.belay.samples.cli.Figures;
import java.time.Duration;
import java.util.Optional;

/**
 * Within how long something was promised, on the wall clock: the bound that the options give, and
 * two ticks of the client's own clock.
 *
 * @param time the bound, with the ticks
 * @param excused what the promise excludes: time in which the client itself stood still, and in
 *     which bytes ahead of a PING still drained
 */
record Bound(Duration time, Duration excused) {
  private static final Duration TICKS = Stage.HEARTBEAT.tick().multipliedBy(2);
  private static final Duration NOTABLE = Duration.ofMillis(10);

  static Bound of(Duration promised) {
    return new Bound(promised.plus(TICKS), Duration.ZERO);
  }

  /** Without the time in which the client's event loops did not run. */
  Bound excusing(ClientSnapshot client) {
    return excusing(client.stalled());
  }

  /** Without what the heartbeat itself did not hold against the peer. */
  Bound excusing(Optional<BelayException> failure) {
    return failure.orElse(null) instanceof PeerSilentException silent
        ? excusing(silent.verdict().forgiven())
        : this;
  }

  /** The same stall may be told of in several places. */
  private Bound excusing(Duration other) {
    return new Bound(time, excused.compareTo(other) < 0 ? other : excused);
  }

  boolean holds(Duration measured) {
    return measured.compareTo(time.plus(excused)) <= 0;
  }

  @Override
  public String toString() {
    return "≤ "
        + Figures.time(time)
        + (excused.compareTo(NOTABLE) > 0 ? " + " + Figures.time(excused) : "");
  }
}
