package io.belay.benchmarks.echo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A client whose requests end in futures. */
interface AsyncClient extends AutoCloseable {

  /** Sends a request from any thread; the future completes on the event loop. */
  CompletableFuture<byte[]> send(byte[] body);

  /** The event loop of the connection, where the answers come in. */
  Executor loop();

  @Override
  void close();
}
