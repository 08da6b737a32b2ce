package io.belay.client.internal;

import io.belay.client.RequestOptions;
import java.time.Duration;

/** Makes what the stress tests exchange. */
final class Exchanging {
  private static final IdlePool POOL = new IdlePool(0);

  private Exchanging() {}

  static Exchange<String, String> exchange() {
    return new Exchange<>(
        "q", Exchange.Kind.REQUEST, RequestOptions.DEFAULT, Duration.ofSeconds(1), 0, null);
  }

  static HeldLease<byte[], byte[]> lease(PooledConnection<byte[], byte[]> connection) {
    return POOL.leases.begin(connection, null);
  }
}
