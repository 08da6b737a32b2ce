package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.echo.AsyncClient;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;

/**
 * Connections of Reactor Netty in a pool of reactor-pool, one request at a time on each: its own
 * pool is of no use for a protocol over bare TCP, since it closes what is given back.
 */
public final class ReactorPoolClient implements AsyncClient {
  private final LoopResources loops = LoopResources.create("reactor", 1, true);
  private final InstrumentedPool<ReactorConnection> pool;

  /** Makes a pool of at most so many connections, which connects when it has to. */
  public ReactorPoolClient(int port, int connections) {
    TcpClient client =
        TcpClient.create(ConnectionProvider.newConnection())
            .runOn(loops)
            .host(InetAddress.getLoopbackAddress().getHostAddress())
            .port(port);
    pool =
        PoolBuilder.from(client.connect().map(ReactorConnection::new))
            .sizeBetween(0, connections)
            .buildPool();
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    return pool.withPoolable(connection -> connection.exchange(body)).next().toFuture();
  }

  @Override
  public Executor loop() {
    return loops.onClient(true).next();
  }

  @Override
  public void close() {
    pool.dispose();
    loops.dispose();
  }
}
