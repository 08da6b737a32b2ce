package io.belay.client.internal;

import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What leases come from: a few connections that are always idle. */
final class IdlePool implements Admission.Host, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  final Leases<byte[], byte[]> leases;

  IdlePool(int connections) {
    Admission<byte[], byte[]> admission =
        new Admission<>(
            this, group.next(), new EndpointPools<>(IdlePool::never), PoolOptions.DEFAULT, TIMEOUT);
    for (int i = 0; i < connections; i++) {
      admission.add(new IdleConnection(i));
    }
    leases =
        new Leases<>(
            admission,
            new Requests<>(TIMEOUT, Ticker.systemTicker(), null),
            new BlockingCalls(group),
            TIMEOUT);
  }

  private static EndpointPool<byte[], byte[]> never(Endpoint endpoint) {
    throw new IllegalStateException("there is none: " + endpoint);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  public boolean admits() {
    return true;
  }

  @Override
  public void tend() {}

  @Override
  public void allServed() {}
}
