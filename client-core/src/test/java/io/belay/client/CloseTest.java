package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.belay.client.error.BelayException;
import io.belay.client.error.ClientClosedException;
import io.belay.client.error.Delivery;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.ScriptedPeer.OnRequest;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of everything under way when a client, or its event loops, end. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final Duration SOON = Duration.ofSeconds(5);
  // A drain of 1 s, the grace of 5, and a busy machine.
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(12);

  private final ScriptedPeer peer = new ScriptedPeer();

  @AfterEach
  void closePeer() {
    peer.close();
  }

  private BelayClientBuilder builder() {
    return BelayClient.builder().endpoint("127.0.0.1", peer.port());
  }

  private static BelayException failureOf(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return (BelayException) thrown.getCause();
  }

  @Test
  void aRequestThatWaitsForItsRetryMustEndWhenTheClientCloses() {
    peer.onRequest = OnRequest.REFUSE;
    RetryConfig slow = RetryConfig.custom().waitDuration(Duration.ofMinutes(1)).build();
    AtomicReference<Duration> waits = new AtomicReference<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void retrying(BelayException failure, Duration wait) {
            waits.set(wait);
          }
        };
    BelayClient<byte[], byte[]> client =
        builder().requestTimeout(Duration.ofMinutes(5)).retry(slow).listener(listener).build();
    CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
    eventually("it waits for its retry", () -> waits.get() != null);
    client.close();

    assertThat(failureOf(request).delivery()).isEqualTo(Delivery.REFUSED);
  }

  @Test
  void aWaiterThatGivesUpMustNotHoldUpTheClose() {
    peer.stopListening();
    BelayClient<byte[], byte[]> client = builder().requestTimeout(Duration.ofMinutes(1)).build();
    List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
    waiting.add(client.sendAsync(REQUEST));
    eventually("it waits", () -> client.snapshot().waiting() == 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);
    eventually(
        "no more requests are taken",
        () -> {
          waiting.add(client.sendAsync(REQUEST));
          return waiting.get(waiting.size() - 1).isCompletedExceptionally();
        });
    waiting.forEach(each -> each.cancel(true));

    assertThat(closed).succeedsWithin(SOON);
  }

  @Test
  void aRequestOnAConnectionOfAClosedClientMustFail() {
    AtomicReference<BelayConnection<byte[], byte[]>> ready = new AtomicReference<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            ready.set(connection);
          }
        };
    BelayClient<byte[], byte[]> client = builder().listener(listener).build();
    client.send(REQUEST);
    client.close();

    assertThat(failureOf(ready.get().sendAsync(REQUEST))).isInstanceOf(ClientClosedException.class);
  }

  @Test
  void warmUpOfAClosedClientMustFail() {
    BelayClient<byte[], byte[]> client = builder().build();
    client.close();

    assertThat(failureOf(client.warmUp())).isInstanceOf(ClientClosedException.class);
  }

  @Test
  void aClosedClientOnLoopsThatLiveOnMustSayThatItIsClosed() {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      BelayClient<byte[], byte[]> client = builder().eventLoopGroup(group).build();
      client.close();

      assertThat(failureOf(client.warmUp())).isInstanceOf(ClientClosedException.class);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void loopsThatTheUserShutDownFirstMustNotHangAnything() {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    peer.stopListening();
    BelayClient<byte[], byte[]> client =
        builder().requestTimeout(Duration.ofMinutes(1)).eventLoopGroup(group).build();
    CompletableFuture<byte[]> waiting = client.sendAsync(REQUEST);
    CompletableFuture<Void> warm = client.warmUp();
    eventually("it waits", () -> client.snapshot().waiting() == 1);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();

    assertThat(failureOf(waiting)).isInstanceOf(ClientClosedException.class);
    assertThat(failureOf(warm)).isInstanceOf(ClientClosedException.class);
    assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(SOON);
    assertThat(failureOf(client.sendAsync(REQUEST))).isInstanceOf(ClientClosedException.class);
  }

  @Test
  void closeMustNotWaitForTheCommonPool() throws Exception {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(pool.getParallelism());
    for (int i = 0; i < pool.getParallelism(); i++) {
      pool.submit(
          () -> {
            busy.countDown();
            return done.await(1, TimeUnit.MINUTES);
          });
    }
    try {
      assertThat(busy.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      BelayClient<byte[], byte[]> client = builder().build();
      client.send(REQUEST);

      assertThat(onItsOwnThread(client::close)).succeedsWithin(SOON);
    } finally {
      done.countDown();
    }
  }

  @Test
  void aCallbackThatBlocksAnEventLoopMustNotHoldUpACloseForEver() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    BelayClient<byte[], byte[]> client =
        builder().pool(PoolOptions.DEFAULT.withDrain(Duration.ofSeconds(1))).build();
    CompletableFuture<Void> callback =
        client
            .sendAsync(REQUEST)
            .thenAccept(
                answer -> {
                  blocked.countDown();
                  awaitUnchecked(goOn);
                });
    try {
      assertThat(blocked.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(onItsOwnThread(client::close)).succeedsWithin(CLOSE_BOUND);
    } finally {
      goOn.countDown();
    }
    assertThat(callback).succeedsWithin(SOON);
    assertThat(onItsOwnThread(client::close)).succeedsWithin(SOON);
  }

  @Test
  void anEndpointSourceThatDoesNotStopMustNotHoldUpACloseForEver() {
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void clientClosed() {
            closed.complete(null);
          }
        };
    EndpointSource stubborn =
        watcher -> {
          watcher.update(Set.of(new Endpoint("127.0.0.1", peer.port())));
          return () -> awaitUnchecked(goOn);
        };
    try {
      BelayClient<byte[], byte[]> client =
          BelayClient.builder().endpoints(stubborn).listener(listener).build();
      client.send(REQUEST);

      assertThat(onItsOwnThread(client::closeNow)).succeedsWithin(CLOSE_BOUND);
      assertThat(closed).as("all else is released").isCompleted();
    } finally {
      goOn.countDown();
    }
  }

  private static CompletableFuture<Void> onItsOwnThread(Runnable task) {
    return CompletableFuture.runAsync(task, each -> new Thread(each).start());
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientMayBeClosedByItsOwnListener() {
    AtomicReference<BelayClient<byte[], byte[]>> self = new AtomicReference<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionReady(BelayConnection<byte[], byte[]> connection) {
            eventually("the client is built", () -> self.get() != null);
            self.get().close();
            closed.complete(null);
          }
        };
    self.set(builder().name("suicide").listener(listener).build());

    assertThat(closed).succeedsWithin(SOON);
    eventually(
        "its threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("belay-suicide")));
  }
}
