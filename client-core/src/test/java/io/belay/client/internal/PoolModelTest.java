package io.belay.client.internal;

import io.belay.client.PoolOptions;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What must be true of a pool, whatever happens to it in whatever order. */
class PoolModelTest {
  private static final int MOST_STEPS = 60;

  @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
  void everyCallEndsOnceAndTheMinimumComesBack(
      @ForAll("pools") PoolOptions options,
      @ForAll @IntRange(min = 1, max = 3) int endpoints,
      @ForAll long seed,
      @ForAll("steps") List<PoolStep> steps) {
    PoolWorld world = new PoolWorld(options, endpoints, seed);
    steps.forEach(world::step);
    world.recover();
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void aCloseLeavesNothing(
      @ForAll("pools") PoolOptions options,
      @ForAll @IntRange(min = 1, max = 2) int endpoints,
      @ForAll long seed,
      @ForAll("steps") List<PoolStep> steps,
      @ForAll boolean atOnce) {
    PoolWorld world = new PoolWorld(options, endpoints, seed);
    steps.forEach(world::step);
    world.close(atOnce);
  }

  /**
   * Found by the properties: a lease that no endpoint is left for gives back what waited for it.
   */
  @Example
  void aLeaseThatFailsWithItsEndpointLeavesNothingSetAside() {
    PoolOptions one =
        PoolOptions.DEFAULT.withMinConnections(0).withMaxConnections(1).withMaxInFlight(1);
    PoolWorld world = new PoolWorld(one, 1, 0);
    List.of(
            new PoolStep.Request(1, false),
            new PoolStep.Connected(0),
            new PoolStep.Lease(1, true),
            new PoolStep.Endpoints(0))
        .forEach(world::step);
    world.recover();
  }

  @Provide
  Arbitrary<PoolOptions> pools() {
    Arbitrary<Integer> max = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> min = Arbitraries.integers().between(0, 2);
    Arbitrary<Integer> inFlight = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> waiting = Arbitraries.integers().between(0, 8);
    return Combinators.combine(min, max, inFlight, waiting)
        .as(
            (least, most, places, queue) ->
                PoolOptions.DEFAULT
                    .withMaxConnections(most)
                    .withMinConnections(Math.min(least, most))
                    .withMaxInFlight(places)
                    .withMaxWaiting(queue)
                    .withIdleTimeout(Duration.ofSeconds(5))
                    .withLifetime(Duration.ofSeconds(15))
                    .withDrain(Duration.ofSeconds(2)));
  }

  @Provide
  Arbitrary<List<PoolStep>> steps() {
    Arbitrary<Integer> which = Arbitraries.integers().between(0, 7);
    Arbitrary<Integer> timeout = Arbitraries.integers().between(1, 8_000);
    Arbitrary<Boolean> rarely = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true));
    Arbitrary<Boolean> either = Arbitraries.of(false, true);
    Arbitrary<PoolStep> step =
        Arbitraries.frequencyOf(
            Tuple.of(6, Combinators.combine(timeout, rarely).as(PoolStep.Request::new)),
            Tuple.of(4, which.map(PoolStep.Connected::new)),
            Tuple.of(4, Combinators.combine(which, which).as(PoolStep.Answer::new)),
            Tuple.of(3, Combinators.combine(timeout, rarely).as(PoolStep.Lease::new)),
            Tuple.of(3, Combinators.combine(which, either).as(PoolStep.Release::new)),
            Tuple.of(3, Arbitraries.integers().between(1, 6_000).map(PoolStep.Pass::new)),
            Tuple.of(2, which.map(PoolStep.Cancel::new)),
            Tuple.of(2, Combinators.combine(which, either).as(PoolStep.Suspect::new)),
            Tuple.of(1, which.map(PoolStep.SendOnLease::new)),
            Tuple.of(1, which.map(PoolStep.ConnectFails::new)),
            Tuple.of(1, which.map(PoolStep.Lost::new)),
            Tuple.of(1, which.map(PoolStep.Endpoints::new)),
            Tuple.of(1, which.map(PoolStep.GoAway::new)));
    Arbitrary<PoolStep> both = Combinators.combine(step, step).as(PoolStep.AtOnce::new);
    return Arbitraries.frequencyOf(Tuple.of(4, step), Tuple.of(1, both))
        .list()
        .ofMaxSize(MOST_STEPS)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
