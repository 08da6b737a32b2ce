package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.client.error.RequestRejectedException;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Lets callers block, but never an event loop. Any thread. */
final class BlockingCalls {
  // By so much an event loop may be late before its callers do not wait for it any more.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final EventExecutor[] loops;

  BlockingCalls(EventLoopGroup group) {
    loops = StreamSupport.stream(group.spliterator(), false).toArray(EventExecutor[]::new);
  }

  boolean onEventLoop() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  void refuseOnEventLoop() {
    if (onEventLoop()) {
      throw BelayFailures.requestRejected(
          FailureContext.of(Phase.ACQUIRE),
          RequestRejectedException.Reason.ON_EVENT_LOOP,
          "it would wait for itself");
    }
  }

  /**
   * Blocks until the call's outcome; whoever is interrupted gives the call up. So does whoever
   * waits in vain for its event loop to end it at its deadline: a callback may block that.
   */
  <T> T await(Call<?, ?, T> call) {
    try {
      return call.get(call.timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw BelayFailures.requestInterrupted(whatIsProven(call));
    } catch (TimeoutException e) {
      call.cancel(true);
      throw BelayFailures.requestTimeout(whatIsProven(call), call.timeout);
    } catch (ExecutionException e) {
      throw asSeenHere(e.getCause());
    }
  }

  private static FailureContext whatIsProven(Call<?, ?, ?> abandoned) {
    return abandoned.isProvenUnsent()
        ? FailureContext.of(Phase.ACQUIRE)
        : FailureContext.of(Phase.AWAIT).withDelivery(Delivery.UNKNOWN);
  }

  /** A failure with the stack of the thread that waited for it. */
  private static RuntimeException asSeenHere(@Nullable Throwable cause) {
    if (cause instanceof BelayException failure) {
      return failure.withContext(failure.context());
    }
    return new IllegalStateException("the request was completed from outside", cause);
  }
}
