package io.belay.benchmarks.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** As many threads as requests are outstanding, each of which blocks until its answer comes. */
final class BlockingLoad implements Load {
  private final AsyncClient client;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param client to be closed with this
   * @param send sends a request and blocks until its answer
   * @param kind makes the threads
   */
  BlockingLoad(
      AsyncClient client, UnaryOperator<byte[]> send, ThreadKind kind, Shape shape, Tally tally) {
    this.client = client;
    byte[] body = new byte[shape.bodyBytes()];
    for (int i = 0; i < shape.outstanding(); i++) {
      Lane lane = tally.newLane();
      threads.add(kind.start(() -> sendAll(send, body, lane, tally)));
    }
  }

  @Override
  public void start() {
    threads.forEach(LockSupport::unpark);
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
    client.close();
  }

  private void sendAll(UnaryOperator<byte[]> send, byte[] body, Lane lane, Tally tally) {
    while (!closed) {
      if (tally.running()) {
        long begunAt = lane.begin();
        try {
          tally.check(body, send.apply(body), null);
        } catch (RuntimeException failure) {
          tally.failed(failure);
        }
        lane.end(begunAt);
      } else {
        LockSupport.park(this);
      }
    }
  }
}
