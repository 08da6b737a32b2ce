package io.belay.benchmarks.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends the next request from the completion of the last, so from the event loop. */
final class CompletionLoad implements Load {
  private final AsyncClient client;
  private final Tally tally;
  private final byte[] body;
  private final List<Chain> chains = new ArrayList<>();

  CompletionLoad(AsyncClient client, Shape shape, Tally tally) {
    this.client = client;
    this.tally = tally;
    body = new byte[shape.bodyBytes()];
    for (int i = 0; i < shape.outstanding(); i++) {
      chains.add(new Chain(tally.newLane()));
    }
  }

  @Override
  public void start() {
    client.loop().execute(() -> chains.forEach(Chain::send));
  }

  @Override
  public void close() {
    client.close();
  }

  /** One request after the other. */
  private final class Chain implements BiConsumer<byte @Nullable [], @Nullable Throwable> {
    private final Lane lane;
    private long begunAt;

    Chain(Lane lane) {
      this.lane = lane;
    }

    // What goes wrong with the request itself comes back to accept.
    @SuppressWarnings("FutureReturnValueIgnored")
    void send() {
      begunAt = lane.begin();
      client.send(body).whenComplete(this);
    }

    @Override
    public void accept(byte @Nullable [] answer, @Nullable Throwable failure) {
      lane.end(begunAt);
      tally.check(body, answer, failure);
      if (tally.running()) {
        send();
      }
    }
  }
}
