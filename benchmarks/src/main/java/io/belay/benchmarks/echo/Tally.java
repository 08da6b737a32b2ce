package io.belay.benchmarks.echo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What all lanes of a client count together, and whether they go on. */
final class Tally {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final Recorder latencies = new Recorder(SIGNIFICANT_DIGITS);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean running;

  /** Another lane, to be made before the load starts. */
  Lane newLane() {
    Lane lane = new Lane(latencies, lanes.size());
    lanes.add(lane);
    return lane;
  }

  /** Whether an answer is followed by the next request. */
  boolean running() {
    return running;
  }

  /** Lets the load run from its {@link Load#start} on. */
  void run() {
    running = true;
  }

  /** Something failed that must not, and the load stops. */
  void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
    running = false;
  }

  /** Stops the load if an answer is not as long as its request, or did not come. */
  void check(byte[] body, byte @Nullable [] answer, @Nullable Throwable failure) {
    if (answer == null) {
      failed(new IllegalStateException("no answer", failure));
    } else if (answer.length != body.length) {
      failed(
          new IllegalStateException(
              "length: %d (expected: %d)".formatted(answer.length, body.length)));
    }
  }

  /** How many answers have come so far. */
  long ended() {
    return lanes.stream().mapToLong(Lane::ended).sum();
  }

  /** The latencies in ns of what was timed since the last call. */
  Histogram takeLatencies() {
    return latencies.getIntervalHistogram();
  }

  /** Sends nothing more, and waits until all answers have come. */
  void stop(Duration patience) throws IOException, InterruptedException {
    running = false;
    long deadline = System.nanoTime() + patience.toNanos();
    while (failure.get() == null && lanes.stream().mapToLong(Lane::begun).sum() != ended()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("some answers did not come within " + patience);
      }
      Thread.sleep(1);
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IOException("a request failed: " + cause, cause);
    }
  }
}
