package io.belay.benchmarks.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One thread that is not the event loop sends a request whenever fewer are out than may be. */
final class OneThreadLoad implements Load {
  private final AsyncClient client;
  private final Tally tally;
  private final byte[] body;
  private final List<Request> requests = new ArrayList<>();
  private final Thread sender = new Thread(this::sendAll, "sender");
  private volatile boolean waiting;
  private volatile boolean closed;

  OneThreadLoad(AsyncClient client, Shape shape, Tally tally) {
    this.client = client;
    this.tally = tally;
    body = new byte[shape.bodyBytes()];
    for (int i = 0; i < shape.outstanding(); i++) {
      requests.add(new Request(tally.newLane()));
    }
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  public void start() {
    LockSupport.unpark(sender);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sender);
    client.close();
  }

  /** Answers come in order, so that the next to be free is always the one after the last. */
  private void sendAll() {
    int next = 0;
    while (!closed) {
      if (maySend(requests.get(next))) {
        requests.get(next).send();
        next = (next + 1) % requests.size();
      } else {
        waiting = true;
        if (!maySend(requests.get(next))) {
          LockSupport.park(this);
        }
        waiting = false;
      }
    }
  }

  private boolean maySend(Request request) {
    return tally.running() && !request.out;
  }

  /** One of those that may be out at a time. */
  private final class Request implements BiConsumer<byte @Nullable [], @Nullable Throwable> {
    private final Lane lane;
    private volatile boolean out;
    private long begunAt;

    Request(Lane lane) {
      this.lane = lane;
    }

    // What goes wrong with the request itself comes back to accept.
    @SuppressWarnings("FutureReturnValueIgnored")
    void send() {
      out = true;
      begunAt = lane.begin();
      client.send(body).whenComplete(this);
    }

    @Override
    public void accept(byte @Nullable [] answer, @Nullable Throwable failure) {
      lane.end(begunAt);
      tally.check(body, answer, failure);
      out = false;
      if (waiting) {
        waiting = false;
        LockSupport.unpark(sender);
      }
    }
  }
}
