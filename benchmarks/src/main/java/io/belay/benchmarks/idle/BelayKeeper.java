package io.belay.benchmarks.idle;

import io.belay.benchmarks.echo.SocketKind;
import io.belay.client.BelayClient;
import io.belay.client.BelayClientBuilder;
import io.belay.client.PoolOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A whole client, as it comes but for its connect timeout: a pool whose minimum is all the
 * connections, at one endpoint a port. They are spread by nothing but the time that dialling takes.
 */
final class BelayKeeper implements Keeper {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EventLoopGroup group = SocketKind.best().newLoop();
  private final Thread loop;
  private final BelayClient<byte[], byte[]> client;

  BelayKeeper(List<Integer> ports, int connections) throws InterruptedException {
    loop = group.next().submit(Thread::currentThread).sync().getNow();
    int each = connections / ports.size();
    BelayClientBuilder builder =
        BelayClient.builder()
            .pool(PoolOptions.DEFAULT.withMaxConnections(each).withMinConnections(each))
            .connectTimeout(PATIENCE)
            .eventLoopGroup(group);
    ports.forEach(port -> builder.endpoint("127.0.0.1", port));
    client = builder.build();
    client.warmUp().join();
  }

  @Override
  public Thread loop() {
    return loop;
  }

  @Override
  public void close() {
    client.closeNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
