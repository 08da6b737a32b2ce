package io.belay.benchmarks.echo;

import io.belay.client.BelayClient;
import io.belay.client.PoolOptions;
import io.belay.client.metrics.BelayMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Belay as it comes: every default, and so timeouts, heartbeat, retries and typed failures; but one
 * connection, on an event loop that the load can start on.
 */
final class BelayEcho implements AsyncClient {
  private static final long PATIENCE_SECONDS = 10;

  private final EventLoopGroup loop = SocketKind.best().newLoop();
  private final BelayClient<byte[], byte[]> client;

  BelayEcho(int port) throws Exception {
    client =
        BelayClient.builder()
            .endpoint("127.0.0.1", port)
            .pool(PoolOptions.DEFAULT.withMinConnections(1).withMaxConnections(1))
            .eventLoopGroup(loop)
            .build();
    client.warmUp().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** One whose every request Micrometer is told of. */
  static BelayEcho withMeters(int port) throws Exception {
    BelayEcho echo = new BelayEcho(port);
    // Until the client closes.
    var unused = BelayMeters.bind(echo.client, new SimpleMeterRegistry());
    return echo;
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    return client.sendAsync(body);
  }

  byte[] sendAndWait(byte[] body) {
    return client.send(body);
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public void close() {
    client.close();
    var unused = loop.shutdownGracefully();
  }
}
