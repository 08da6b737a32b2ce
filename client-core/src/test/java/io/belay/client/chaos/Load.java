package io.belay.client.chaos;

import io.belay.client.BelayClient;
import io.belay.client.Lease;
import io.belay.client.error.BelayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Operations of all kinds at a steady rate, whatever becomes of them, by callers that block, that
 * do not, that cancel, and that take connections for themselves.
 */
final class Load {
  private static final int BLOCKING = 3;
  private static final int CANCELLED_PERCENT = 4;
  private static final int ONE_WAY_PERCENT = 6;
  private static final int CANCELLED_WITHIN_MILLIS = 60;
  private static final int LEASED_REQUESTS = 4;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final BelayClient<byte[], byte[]> client;
  private final Ledger ledger;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Starts.
   *
   * @param perSecond how many operations those begin that do not block
   */
  Load(BelayClient<byte[], byte[]> client, Ledger ledger, long seed, int perSecond) {
    this.client = client;
    this.ledger = ledger;
    start("steady", seed, mix -> steady(mix, perSecond));
    for (int i = 1; i <= BLOCKING; i++) {
      start("blocking", seed + i, this::block);
    }
    start("leasing", seed - 1, this::lease);
  }

  /** Begins no more, and waits until nobody is about to. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void start(String name, long seed, Consumer<Mix> caller) {
    Mix mix = new Mix(ledger, new Random(seed));
    Thread thread = new Thread(() -> caller.accept(mix), "load-" + name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void steady(Mix mix, int perSecond) {
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (long due = System.nanoTime(); !stopped; due += periodNanos) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (mix.happens(ONE_WAY_PERCENT)) {
        say(mix);
      } else {
        send(mix);
      }
    }
  }

  private void say(Mix mix) {
    Op op = mix.message();
    CompletableFuture<Void> said = client.sendOneWay(op.request());
    said.whenComplete(
        (nothing, failure) -> op.ended(failure == null ? new byte[0] : null, failure));
    cancelSome(mix, op, said);
  }

  private void send(Mix mix) {
    Op op = mix.request();
    CompletableFuture<byte[]> answer = client.sendAsync(op.request(), op.options);
    answer.whenComplete(op::ended);
    cancelSome(mix, op, answer);
  }

  private static void cancelSome(Mix mix, Op op, CompletableFuture<?> future) {
    if (mix.happens(CANCELLED_PERCENT)) {
      CompletableFuture.delayedExecutor(mix.upTo(CANCELLED_WITHIN_MILLIS), TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                op.givingUp();
                future.cancel(true);
              });
    }
  }

  private void block(Mix mix) {
    while (!stopped) {
      Op op = mix.request();
      end(op, () -> client.send(op.request(), op.options));
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void lease(Mix mix) {
    while (!stopped) {
      try (Lease<byte[], byte[]> lease = client.lease()) {
        for (int i = 0; i < LEASED_REQUESTS && !stopped; i++) {
          Op op = mix.request();
          end(op, () -> lease.send(op.request(), op.options));
        }
      } catch (BelayException none) {
        // There will be others.
      }
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private static void end(Op op, Supplier<byte[]> sending) {
    try {
      op.ended(sending.get(), null);
    } catch (BelayException | CancellationException failure) {
      op.ended(null, failure);
    }
  }
}
