package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The exchanges between two attempts. One that is completed from outside leaves at once, and its
 * timer with it.
 */
final class Pauses<Q, R> implements Call.Holder {

  private record Pause(BelayException failure, ScheduledFuture<?> timer) {}

  private final EventLoop loop;
  private final BiConsumer<Exchange<Q, R>, BelayException> next;

  // The loop only.
  private final Map<Exchange<Q, R>, Pause> pauses = new LinkedHashMap<>();
  private boolean closed;

  /**
   * None yet.
   *
   * @param loop has the timers
   * @param next starts the attempt that follows a failure
   */
  Pauses(EventLoop loop, BiConsumer<Exchange<Q, R>, BelayException> next) {
    this.loop = loop;
    this.next = next;
  }

  /* ---- Any thread. */

  /** Keeps an exchange that nobody has, until its next attempt. */
  void begin(Exchange<Q, R> exchange, BelayException failure, long millis) {
    exchange.holder = this;
    LoopTasks.execute(loop, () -> enter(exchange, failure, millis), () -> exchange.fail(failure));
  }

  @Override
  public void abandon(Call<?, ?, ?> call) {
    LoopTasks.execute(
        loop,
        () -> {
          Pause pause = pauses.remove(call);
          if (pause != null) {
            pause.timer.cancel(false);
          }
        });
  }

  /** There will be no more attempts: the failures stand. */
  void close() {
    LoopTasks.execute(
        loop,
        () -> {
          closed = true;
          List.copyOf(pauses.values()).forEach(pause -> pause.timer.cancel(false));
        });
  }

  /* ---- The rest: the loop only. */

  private void enter(Exchange<Q, R> exchange, BelayException failure, long millis) {
    if (exchange.isDone()) {
      return;
    }
    if (closed) {
      exchange.fail(failure);
      return;
    }
    try {
      ScheduledFuture<?> timer =
          loop.schedule(() -> proceed(exchange), millis, TimeUnit.MILLISECONDS);
      pauses.put(exchange, new Pause(failure, timer));
      timer.addListener(
          ended -> {
            // By close(), or with the loop.
            if (ended.isCancelled()) {
              giveUp(exchange);
            }
          });
    } catch (RejectedExecutionException loopEnds) {
      exchange.fail(failure);
    }
  }

  private void proceed(Exchange<Q, R> exchange) {
    Pause pause = pauses.remove(exchange);
    if (pause != null && !exchange.isDone()) {
      next.accept(exchange, pause.failure);
    }
  }

  private void giveUp(Exchange<Q, R> exchange) {
    Pause pause = pauses.remove(exchange);
    if (pause != null) {
      exchange.fail(pause.failure);
    }
  }
}
