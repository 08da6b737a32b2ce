package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RequestTimeoutException;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that their callers gave up, or whose time is up before anybody looks at them. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final ReconnectOptions QUICK =
      ReconnectOptions.DEFAULT
          .withMinBackoff(Duration.ofMillis(10))
          .withMaxBackoff(Duration.ofMillis(50));

  private final ScriptedPeer peer = new ScriptedPeer();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void close() {
    peer.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder()
        .endpoint("127.0.0.1", peer.port())
        .reconnect(QUICK)
        .pool(PoolOptions.DEFAULT.withMaxConnections(1));
  }

  private CountDownLatch blockTheLoop() {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    loop.submit(
        () -> {
          blocked.countDown();
          return goOn.await(1, TimeUnit.MINUTES);
        });
    eventually("the loop stands still", () -> blocked.getCount() == 0);
    return goOn;
  }

  @Test
  void aCancelledOneWayMessageMustNotBeSent() {
    peer.stopListening();
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      CompletableFuture<Void> cancelled = client.sendOneWay(new byte[] {7});
      eventually("it waits", () -> client.snapshot().waiting() == 1);
      assertThat(cancelled.cancel(true)).isTrue();
      eventually("it does not wait any more", () -> client.snapshot().waiting() == 0);

      peer.listenAgain();
      assertThat(client.sendOneWay(REQUEST)).succeedsWithin(SOON);
      eventually("the other one came", () -> !peer.oneWays.isEmpty());
      assertThat(peer.oneWays).containsExactly(REQUEST);
    }
  }

  @Test
  void aRequestThatIsCompletedByAnotherThreadMustFreeItsPlace() {
    peer.onRequest = OnRequest.HOLD;
    try (BelayClient<byte[], byte[]> client =
        builder().pool(PoolOptions.DEFAULT.withDrain(Duration.ofSeconds(1))).build()) {
      CompletableFuture<byte[]> completed = client.sendAsync(REQUEST);
      CompletableFuture<byte[]> failed = client.sendAsync(REQUEST);
      eventually("both are at the peer", () -> peer.heldCount() == 2);

      completed.completeAsync(() -> new byte[] {9});
      failed.completeAsync(
          () -> {
            throw new IllegalStateException("on purpose");
          });

      assertThat(completed).succeedsWithin(SOON).isEqualTo(new byte[] {9});
      assertThat(failed).failsWithin(SOON);
      eventually("nothing is in flight", () -> client.snapshot().inFlight() == 0);
    }
  }

  @Test
  void aRequestWhoseTimeIsUpBeforeTheLoopLooksAtItMustNotBeSent() {
    try (BelayClient<byte[], byte[]> client = builder().eventLoopGroup(loop).build()) {
      client.send(REQUEST);
      CountDownLatch goOn = blockTheLoop();
      CompletableFuture<byte[]> late =
          client.sendAsync(REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(20)));
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
      eventually("its time is up", () -> System.nanoTime() > until);
      goOn.countDown();

      assertThat(late.handle((answer, failure) -> failure))
          .succeedsWithin(SOON)
          .isInstanceOf(RequestTimeoutException.class)
          .extracting(failure -> ((BelayException) failure).delivery())
          .isEqualTo(Delivery.NOT_SENT);
      client.send(REQUEST);
      assertThat(peer.requests).hasValue(2);
    }
  }

  @Test
  void aCallerThatBlocksMustBeLetGoThoughItsEventLoopStandsStill() {
    try (BelayClient<byte[], byte[]> client = builder().eventLoopGroup(loop).build()) {
      client.send(REQUEST);
      CountDownLatch goOn = blockTheLoop();
      try {
        RequestTimeoutException failure =
            catchThrowableOfType(
                RequestTimeoutException.class,
                () ->
                    client.send(
                        REQUEST, RequestOptions.DEFAULT.withTimeout(Duration.ofMillis(20))));
        assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
      } finally {
        goOn.countDown();
      }
      client.send(REQUEST);
      assertThat(peer.requests).as("it was given up before the loop saw it").hasValue(2);
    }
  }
}
