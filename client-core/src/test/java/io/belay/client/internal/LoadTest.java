package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

  @Test
  void aConnectionMustNotBeLentBeforeItIsReady() {
    assertThat(new Load(10).tryReserve()).isFalse();
  }

  @Test
  void placesMustEndAtTheMaximumAndComeBack() {
    Load load = new Load(2);
    load.lend(true);
    assertThat(load.tryReserve()).isTrue();
    assertThat(load.tryReserve()).isTrue();
    assertThat(load.tryReserve()).isFalse();
    assertThat(load.rank()).isEqualTo(Load.NO_ROOM);
    load.release();
    assertThat(load.rank()).isEqualTo(1);
    assertThat(load.tryReserve()).isTrue();
  }

  @Test
  void whatWasReservedMustKeepItsPlaceWhileTheConnectionIsNotLent() {
    Load load = new Load(2);
    load.lend(true);
    load.tryReserve();
    load.lend(false);
    assertThat(load.count()).isEqualTo(1);
    assertThat(load.tryReserve()).isFalse();
    load.release();
    assertThat(load.count()).isZero();
    assertThat(load.tryReserve()).isFalse();
    load.lend(true);
    assertThat(load.tryReserve()).isTrue();
  }

  @Test
  void manyThreadsMustNeverHoldMoreThanTheMaximum() throws InterruptedException {
    int max = 3;
    Load load = new Load(max);
    load.lend(true);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread =
          new Thread(
              () -> {
                awaitStart(start);
                for (int i = 0; i < 50_000; i++) {
                  if (load.tryReserve()) {
                    most.accumulateAndGet(held.incrementAndGet(), Math::max);
                    held.decrementAndGet();
                    load.release();
                  } else {
                    load.lend(true);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, max);
    assertThat(load.count()).isZero();
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
