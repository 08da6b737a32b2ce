package io.belay.client.internal;

/**
 * Something that happens to a pool. The numbers choose among whatever there is at that moment, so
 * that any sequence of steps can happen, and shortening one that fails leaves one that can happen.
 */
sealed interface PoolStep {
  void applyTo(PoolWorld world);

  record Pass(int millis) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pass(millis);
    }
  }

  record Request(int timeoutMillis, boolean failFast) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.request(timeoutMillis, failFast);
    }
  }

  record Lease(int timeoutMillis, boolean failFast) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.lease(timeoutMillis, failFast);
    }
  }

  /** The caller gives up what he waits for. */
  record Cancel(int call) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.pendingCalls(), call).ifPresent(each -> each.cancel(true));
    }
  }

  record Connected(int connection) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.dialling(), connection).ifPresent(ModelConnection::connected);
    }
  }

  record ConnectFails(int connection) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.dialling(), connection).ifPresent(ModelConnection::lost);
    }
  }

  record Answer(int connection, int exchange) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.carrying(), connection).ifPresent(each -> each.answer(exchange));
    }
  }

  /** FIN or RST. */
  record Lost(int connection) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.usable(), connection).ifPresent(ModelConnection::lost);
    }
  }

  record GoAway(int connection) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.usable(), connection).ifPresent(ModelConnection::saysGoAway);
    }
  }

  record Suspect(int connection, boolean suspect) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.usable(), connection).ifPresent(each -> each.suspect(suspect));
    }
  }

  record SendOnLease(int lease) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.held(), lease).ifPresent(world::sendOn);
    }
  }

  record Release(int lease, boolean reusable) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.pick(world.held(), lease).ifPresent(each -> world.release(each, reusable));
    }
  }

  /** The endpoint source names other endpoints, or none. */
  record Endpoints(int bits) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.nameSome(bits);
    }
  }

  /** Both, before the pool's event loop hears of the first. */
  record AtOnce(PoolStep first, PoolStep second) implements PoolStep {
    @Override
    public void applyTo(PoolWorld world) {
      world.atOnce(first, second);
    }
  }
}
