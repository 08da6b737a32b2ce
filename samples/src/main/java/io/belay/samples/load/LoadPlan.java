package io.belay.samples.load;

import io.belay.client.RequestOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a load consists of.
 *
 * @param count how many requests at the most
 * @param duration for how long requests are sent, if not until {@code count}
 * @param size the length of each request's body in bytes
 * @param concurrency how many requests are under way at once, where each waits for the one before
 * @param options sent with each request
 */
public record LoadPlan(
    long count, Optional<Duration> duration, int size, int concurrency, RequestOptions options) {
  private static final int FRAME_BYTES = 16;

  /**
   * The echo client's defaults for a number of requests.
   *
   * @param count how many
   * @return 64 bytes each, 64 at once
   */
  public static LoadPlan of(long count) {
    return new LoadPlan(count, Optional.empty(), 64, 64, RequestOptions.DEFAULT);
  }

  /**
   * What the requests under way at once come to, with what frames them.
   *
   * @return their bytes
   */
  public long bytesUnderWay() {
    return (long) concurrency * (size + FRAME_BYTES);
  }

  /** Refuses values out of range, by name. */
  public LoadPlan {
    atLeast("count", count, 1);
    atLeast("size", size, 0);
    atLeast("concurrency", concurrency, 1);
  }

  private static void atLeast(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, min));
    }
  }
}
