package io.belay.samples.client;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.samples.load.ClosedLoad;
import io.belay.samples.load.Load;
import io.belay.samples.load.LoadPlan;
import io.belay.samples.load.OpenLoad;
import io.belay.samples.load.Tally;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the echo client that say what it sends. */
final class LoadOptions {
  private static final long DEFAULT_COUNT = 10_000;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many requests. Default: 10000, or no limit with --duration")
  private Optional<Long> count = Optional.empty();

  @Option(
      names = "--duration",
      paramLabel = "D",
      description = "For how long requests are sent, such as 500ms, 3s, 2m.")
  private Optional<Duration> duration = Optional.empty();

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "The length of each request. Default: ${DEFAULT-VALUE}")
  private int size = 64;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "Requests under way at once, each sent when the one before was answered."
              + " Default: ${DEFAULT-VALUE}")
  private int concurrency = 64;

  @Option(
      names = "--rate",
      paramLabel = "PER_SECOND",
      description =
          "Sends at this rate instead, whatever was answered; latencies count from when a request"
              + " was due.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "D",
      description =
          "Bounds each request: the wait for a connection, all attempts, and the answer."
              + " Default: 10s")
  private Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = "--idempotent",
      description = "A request that may have been processed is sent again all the same.")
  private boolean idempotent;

  LoadPlan plan() {
    return new LoadPlan(
        count.orElse(duration.isPresent() ? Long.MAX_VALUE : DEFAULT_COUNT),
        duration,
        size,
        concurrency,
        RequestOptions.DEFAULT.withTimeout(timeout).withIdempotent(idempotent));
  }

  Load load(BelayClient<byte[], byte[]> client, Tally tally) {
    return rate.<Load>map(perSecond -> new OpenLoad(client, plan(), perSecond, tally))
        .orElseGet(() -> new ClosedLoad(client, plan(), tally));
  }

  /** How many requests are under way, for people. */
  String pace() {
    return rate.map("at %,.0f/s"::formatted).orElse(concurrency + " at a time");
  }
}
