package io.belay.samples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.belay.client.BelayClient;
import io.belay.client.RequestOptions;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {
  private final Tally tally = new Tally();

  @Test
  void requestsThatEndInsideTheirSendMustNotDeepenTheStack() throws Exception {
    BelayClient<byte[], byte[]> client = client(CompletableFuture::completedFuture);
    new ClosedLoad(client, plan(20_000, 2), tally).run();
    assertThat(tally.result(Duration.ZERO).isFlawless()).isTrue();
    assertThat(tally.answered()).isEqualTo(20_000);
  }

  @Test
  void anAnswerToAnotherRequestMustCountAsAFailure() throws Exception {
    byte[] stale = Payload.of(99, 64);
    new ClosedLoad(client(body -> CompletableFuture.completedFuture(stale)), plan(3, 1), tally)
        .run();
    LoadResult result = tally.result(Duration.ZERO);
    assertThat(result.answered()).isZero();
    assertThat(result.mostCommon().orElseThrow().failure())
        .isInstanceOf(WrongAnswerException.class);
  }

  @Test
  void requestsThatAllFailAtOnceMustNotBeUsedUpInNoTime() throws Exception {
    BelayClient<byte[], byte[]> client =
        client(
            body ->
                CompletableFuture.failedFuture(
                    BelayFailures.clientClosed(FailureContext.of(Phase.ACQUIRE))));
    Duration elapsed = new ClosedLoad(client, plan(8, 2), tally).run();
    LoadResult result = tally.result(elapsed);
    assertThat(result.failed()).isEqualTo(8);
    assertThat(result.kinds()).extracting(FailureKind::type).containsOnly("ClientClosedException");
    assertThat(elapsed).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void aStoppedLoadMustWaitForWhatIsUnderWay() throws Exception {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Load load = new ClosedLoad(client(body -> answer), plan(1_000_000, 1), tally);
    CompletableFuture<Void> run = CompletableFuture.runAsync(() -> runUnchecked(load));
    load.stop();
    answer.complete(Payload.of(0, 64));
    run.get(10, TimeUnit.SECONDS);
    assertThat(tally.ended()).isLessThanOrEqualTo(1);
    assertThat(tally.result(Duration.ZERO).sent()).isEqualTo(tally.ended());
  }

  @Test
  void aSenderThatFallsBehindMustCountFromWhenEachRequestWasDue() throws Exception {
    BelayClient<byte[], byte[]> slowToTake =
        client(
            body -> {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
              return CompletableFuture.completedFuture(body);
            });
    new OpenLoad(slowToTake, plan(50, 1), 10_000, tally).run();
    LoadResult result = tally.result(Duration.ZERO);
    assertThat(result.isFlawless()).isTrue();
    assertThat(result.latencyAt(100)).isGreaterThan(Duration.ofMillis(200));
  }

  private static void runUnchecked(Load load) {
    try {
      load.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static LoadPlan plan(long count, int concurrency) {
    return new LoadPlan(count, Optional.empty(), 64, concurrency, RequestOptions.DEFAULT);
  }

  @SuppressWarnings("unchecked")
  private static BelayClient<byte[], byte[]> client(
      Function<byte[], CompletableFuture<byte[]>> answer) {
    BelayClient<byte[], byte[]> client =
        mock(BelayClient.class, org.mockito.Mockito.withSettings().stubOnly());
    when(client.sendAsync(any(), any()))
        .thenAnswer(call -> answer.apply(call.getArgument(0, byte[].class)));
    return client;
  }
}
