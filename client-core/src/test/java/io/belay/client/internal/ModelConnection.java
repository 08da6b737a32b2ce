package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.ConnectionSnapshot;
import io.belay.client.Traffic;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.Phase;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.LivenessState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection without a socket: what happens to it is what a {@link PoolStep} says. */
final class ModelConnection extends PooledConnection<String, String> implements Call.Holder {
  private final PoolWorld world;
  private final EndpointPool<String, String> endpoint;
  final List<Exchange<String, String>> carried = new ArrayList<>();
  private ConnectionState state = ConnectionState.CONNECTING;
  private LivenessState liveness = LivenessState.HEALTHY;
  private long unusedSinceNanos;
  private int lost;
  private CloseReason ending = CloseReason.RETIRED;
  private @Nullable Future<?> timer;

  ModelConnection(PoolWorld world, EndpointPool<String, String> endpoint, int index, String id) {
    super(new Identity(endpoint.endpoint, index, id, world.ticker), new Load(world.maxInFlight()));
    this.world = world;
    this.endpoint = endpoint;
    unusedSinceNanos = identity.createdNanos;
  }

  /* ---- What happens to it. */

  void connected() {
    state = ConnectionState.READY;
    load.lend(true);
    world.pool.connectionReady(endpoint, this);
  }

  /** By a failed connect, or by FIN or RST later on. */
  void lost() {
    end(CloseReason.PEER_CLOSED, BelayFailures.peerClosed(identity.context(Phase.IDLE)));
  }

  void saysGoAway() {
    startDrain(CloseReason.GOAWAY, Duration.ofSeconds(30));
  }

  void suspect(boolean suspect) {
    liveness = suspect ? LivenessState.SUSPECT : LivenessState.HEALTHY;
    if (state == ConnectionState.READY) {
      load.lend(!suspect);
      world.pool.admission().hasRoom();
    }
  }

  void answer(int number) {
    Exchange<String, String> exchange = carried.get(number % carried.size());
    settle(exchange);
    exchange.answer("answer");
  }

  /* ---- What the pool asks of it. */

  @Override
  void submit(Exchange<String, String> exchange) {
    exchange.holder = this;
    if (!exchange.pinned) {
      world.check(
          () -> assertThat(state).as("state of the one chosen").isEqualTo(ConnectionState.READY));
      world.check(() -> assertThat(liveness).isNotEqualTo(LivenessState.SUSPECT));
      world.check(() -> assertThat(load.isTaken()).as("taken").isFalse());
    }
    carried.add(exchange);
    if (exchange.isDone()) {
      settle(exchange);
    } else if (state == ConnectionState.READY) {
      world.check(() -> assertThat(carried).hasSizeLessThanOrEqualTo(world.maxInFlight()));
      world.begins(exchange, carried.size() == 1);
    } else {
      settle(exchange);
      exchange.fail(BelayFailures.peerClosed(identity.context(Phase.WRITE, Delivery.NOT_SENT)));
    }
  }

  @Override
  public void abandon(Call<?, ?, ?> call) {
    @SuppressWarnings("unchecked") // Only such are ever submitted.
    Exchange<String, String> mine = (Exchange<String, String>) call;
    if (carried.contains(mine)) {
      lost++;
      settle(mine);
    }
  }

  private void settle(Exchange<String, String> exchange) {
    carried.remove(exchange);
    exchange.holder = null;
    load.release();
    if (carried.isEmpty()) {
      unusedSinceNanos = world.ticker.nanoTime();
      if (state == ConnectionState.DRAINING) {
        end(ending, null);
      }
    }
    world.pool.admission().hasRoom();
  }

  @Override
  void drain(CloseReason reason, Duration bound) {
    startDrain(reason, bound);
  }

  private void startDrain(CloseReason reason, Duration bound) {
    switch (state) {
      case CONNECTING -> end(reason, null);
      case READY -> {
        state = ConnectionState.DRAINING;
        load.lend(false);
        world.pool.connectionDraining(endpoint, this, reason);
        ending = reason;
        if (carried.isEmpty()) {
          end(reason, null);
        } else {
          timer =
              world.home.schedule(() -> end(reason, null), bound.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
      default -> {}
    }
  }

  @Override
  void abort(CloseReason reason) {
    end(reason, BelayFailures.clientClosed(identity.context(Phase.CLOSE)));
  }

  private void end(CloseReason reason, @Nullable BelayException failure) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = ConnectionState.CLOSED;
    load.lend(false);
    if (timer != null) {
      timer.cancel(false);
    }
    for (Exchange<String, String> each : List.copyOf(carried)) {
      lost++;
      settle(each);
      each.fail(BelayFailures.peerClosed(identity.context(Phase.AWAIT, Delivery.UNKNOWN)));
    }
    world.pool.connectionEnded(endpoint, this, reason, failure);
  }

  @Override
  ConnectionState state() {
    return state;
  }

  @Override
  LivenessState liveness() {
    return liveness;
  }

  @Override
  long unusedSinceNanos() {
    return unusedSinceNanos;
  }

  @Override
  int lostExchanges() {
    return lost;
  }

  @Override
  Traffic traffic() {
    return Traffic.NONE;
  }

  @Override
  Optional<ConnectionSnapshot> picture() {
    return Optional.empty();
  }

  @Override
  Optional<BelayException> farewell() {
    return Optional.empty();
  }

  @Override
  void leaked(Lessee.Leak leak) {
    world.check(
        () -> {
          throw new AssertionError("no lease was leaked");
        });
  }

  @Override
  public String toString() {
    return "%s %s %s carries %d".formatted(identity.id, state, liveness, carried.size());
  }
}
