package io.belay.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.ClientSnapshot;
import io.belay.client.PoolOptions;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RemoteErrorException;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.lab.PeerHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twice what the server can take, for a while. Its capacity is set, and not the machine's. */
@InChaosLab
class OverloadTest {
  private static final int CAPACITY = 500;
  private static final int OFFERED = 2 * CAPACITY;
  private static final int BODY_BYTES = 1 << 10;
  private static final int FOR_EVER_MILLIS = 1_000_000;
  private static final int REFUSED_ABOVE_MILLIS = 200;
  private static final Duration ENDS = Duration.ofSeconds(10);
  private static final double GOODPUT = 0.8;
  private static final long MORE_HEAP = 8 << 20;
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("belay.chaos.minutes", 0) > 0 ? 60 : 4);

  /** What may be under way takes the server half a second, and as much may wait. */
  private static final PoolOptions POOL =
      PoolOptions.DEFAULT.withMaxConnections(2).withMaxInFlight(128).withMaxWaiting(256);

  private final LongAdder answered = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aServerThatLetsAllWaitMustBeKeptBusyByWhatIsBounded(
      Transport transport, @TempDir Path directory) throws Exception {
    overload(transport, directory, FOR_EVER_MILLIS);

    assertThat(failures).containsOnlyKeys(RequestRejectedException.class.getSimpleName());
  }

  @ParameterizedTest
  @MethodSource("io.belay.client.lab.LabTransports#all")
  void aServerThatRefusesMustBeKeptBusyToo(Transport transport, @TempDir Path directory)
      throws Exception {
    overload(transport, directory, REFUSED_ABOVE_MILLIS);

    assertThat(failures).containsKey(RemoteErrorException.class.getSimpleName());
    // Requests that are sent again come beside the others: some may find no place to wait.
    assertThat(failures.keySet())
        .isSubsetOf(
            RemoteErrorException.class.getSimpleName(),
            RequestRejectedException.class.getSimpleName());
  }

  private void overload(Transport transport, Path directory, int longestWaitMillis)
      throws InterruptedException {
    try (Site site = new Site("one", directory);
        BelayClient<byte[], byte[]> client =
            BelayClient.builder()
                .name(ChaosClient.NAME)
                .endpoint(site.host().address(), PeerHost.PORT)
                .transport(transport)
                .requestTimeout(Duration.ofSeconds(5))
                .pool(POOL)
                .build()) {
      client.warmUp().join();
      site.server().tell(Order.CAPACITY, CAPACITY, longestWaitMillis);
      offer(client, TIME.dividedBy(4));
      long heap = heapInUse();
      long before = answered.sum();
      long began = System.nanoTime();
      offer(client, TIME);
      double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
      double goodput = (answered.sum() - before) / seconds;
      long more = heapInUse() - heap;
      assertThat(Leftovers.within(ENDS, () -> open.get() == 0)).as("all have ended").isTrue();
      System.out.printf(
          "[overload] %s: %d/s offered, %.0f/s answered of %d/s, %s, heap %+d KiB%n",
          transport, OFFERED, goodput, CAPACITY, failures, more >> 10);

      assertThat(unexpected).isEmpty();
      assertThat(goodput).isGreaterThanOrEqualTo(GOODPUT * CAPACITY);
      assertThat(more).as("more heap than after a quarter of the time").isLessThan(MORE_HEAP);
    }
  }

  private void offer(BelayClient<byte[], byte[]> client, Duration time) {
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / OFFERED;
    long began = System.nanoTime();
    for (long i = 0; i * periodNanos < time.toNanos(); i++) {
      while (System.nanoTime() - began < i * periodNanos) {
        LockSupport.parkNanos(began + i * periodNanos - System.nanoTime());
      }
      open.incrementAndGet();
      client.sendAsync(new Question(i, Wish.ECHO, 0).bytes(BODY_BYTES)).whenComplete(this::ended);
      if (i % CAPACITY == 0) {
        checkBounds(client.snapshot());
      }
    }
  }

  private void ended(byte[] answer, Throwable failure) {
    open.decrementAndGet();
    if (failure == null) {
      answered.increment();
    } else {
      failures
          .computeIfAbsent(failure.getClass().getSimpleName(), type -> new LongAdder())
          .increment();
      if (!(failure instanceof BelayException typed)
          || typed.delivery().compareTo(Delivery.REFUSED) > 0) {
        unexpected.add(failure);
      }
    }
  }

  private static void checkBounds(ClientSnapshot snapshot) {
    assertThat(snapshot.waiting()).isLessThanOrEqualTo(POOL.maxWaiting());
    assertThat(snapshot.connections())
        .allSatisfy(
            each -> {
              assertThat(each.inFlight()).isLessThanOrEqualTo(POOL.maxInFlight());
              assertThat(each.pendingBytes()).isLessThanOrEqualTo(POOL.maxPendingBytes());
            });
  }

  private static long heapInUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
