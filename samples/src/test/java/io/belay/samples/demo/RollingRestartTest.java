package io.belay.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.PoolOptions;
import io.belay.client.RequestOptions;
import io.belay.client.Transport;
import io.belay.samples.load.LoadPlan;
import io.belay.samples.load.LoadResult;
import io.belay.samples.load.OpenLoad;
import io.belay.samples.load.Tally;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deployment: one server after the other is asked to end, and started again, under load. */
@Timeout(120)
class RollingRestartTest {
  private static final double PER_SECOND = 2_500;
  // A machine that is too slow for the load for a while must not count as a server that fails.
  private static final PoolOptions PATIENT = PoolOptions.DEFAULT.withMaxWaiting(100_000);

  @ParameterizedTest
  @EnumSource(names = {"NIO", "AUTO"})
  void noRequestMustFail(Transport transport) throws Exception {
    try (ServerProcess one = ServerProcess.start(0, transport);
        ServerProcess two = ServerProcess.start(0, transport);
        BelayClient<byte[], byte[]> client =
            BelayClient.builder()
                .endpoint(one.endpoint().host(), one.endpoint().port())
                .endpoint(two.endpoint().host(), two.endpoint().port())
                .transport(transport)
                .pool(PATIENT)
                .build()) {
      client.warmUp().join();
      SteadyLoad idempotent = new SteadyLoad(client, true);
      SteadyLoad others = new SteadyLoad(client, false);
      idempotent.awaitAnswers(1_000);
      others.awaitAnswers(1_000);
      try (ServerProcess first = restart(one, client, transport)) {
        others.awaitAnswers(1_000);
        try (ServerProcess second = restart(two, client, transport)) {
          idempotent.awaitAnswers(1_000);
          others.awaitAnswers(1_000);

          assertThat(first.endpoint()).isEqualTo(one.endpoint());
          assertThat(second.endpoint()).isEqualTo(two.endpoint());
          report(transport, idempotent.end());
          report(transport, others.end());
        }
      }
    }
  }

  /** Returns when the client is connected to the new one. */
  private static ServerProcess restart(
      ServerProcess old, BelayClient<byte[], byte[]> client, Transport transport) throws Exception {
    assertThat(old.terminate()).isZero();
    ServerProcess started = ServerProcess.start(old.endpoint().port(), transport);
    Stage.await("a connection to the new server", () -> isReady(client, old.endpoint()));
    return started;
  }

  private static boolean isReady(BelayClient<byte[], byte[]> client, Endpoint endpoint) {
    return client.snapshot().endpoints().stream()
        .anyMatch(each -> each.endpoint().equals(endpoint) && each.ready() > 0);
  }

  private static void report(Transport transport, LoadResult result) {
    System.out.printf(
        "[rolling restart] %s: %d requests in %.1f s, %d failed, p99 %.1f ms, slowest %.0f ms%n",
        transport,
        result.sent(),
        result.elapsed().toMillis() / 1e3,
        result.failed(),
        result.latencyAt(99).toNanos() / 1e6,
        result.latencyAt(100).toNanos() / 1e6);

    assertThat(result.isFlawless())
        .as("%d of %d failed: %s", result.failed(), result.sent(), result.first())
        .isTrue();
  }

  /** Half of the load. */
  private static final class SteadyLoad {
    private final Tally tally = new Tally();
    private final OpenLoad load;
    private final CompletableFuture<LoadResult> result;

    SteadyLoad(BelayClient<byte[], byte[]> client, boolean idempotent) {
      LoadPlan plan =
          new LoadPlan(
              Long.MAX_VALUE,
              Optional.empty(),
              64,
              1,
              RequestOptions.DEFAULT.withIdempotent(idempotent));
      load = new OpenLoad(client, plan, PER_SECOND, tally);
      result = CompletableFuture.supplyAsync(this::run, task -> new Thread(task).start());
    }

    void awaitAnswers(long more) throws Exception {
      long enough = tally.answered() + more;
      Stage.await("answers", () -> tally.answered() >= enough || tally.failed() > 0);
    }

    LoadResult end() throws Exception {
      load.stop();
      return result.get(30, TimeUnit.SECONDS);
    }

    private LoadResult run() {
      try {
        Duration elapsed = load.run();
        return tally.result(elapsed);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
