package io.belay.benchmarks.echo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A client whose requests end in futures. */
public interface AsyncClient extends AutoCloseable {

  /** Sends a request from any thread; the future completes where its answer comes in. */
  CompletableFuture<byte[]> send(byte[] body);

  /** The event loop of the connection, where the answers come in. */
  Executor loop();

  /** Closes the connection. */
  @Override
  void close();
}
