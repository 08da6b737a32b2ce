package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases what a client stands on once its pool is closed, and lets whoever closes it wait for
 * that, but not for ever: a callback may block an event loop, and an endpoint source the thread
 * that tells it to stop. Any thread.
 */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  // What the event loops and the last sockets take, on a machine that is busy.
  private static final Duration GRACE = Duration.ofSeconds(5);

  // Not the common pool: a user's tasks may block all of it, and nothing would ever be released.
  private static final Executor THREADS =
      new ThreadPerTaskExecutor(new DefaultThreadFactory("belay-close", true));

  private final String clientName;
  private final EndpointFeed feed;
  private final Dialer dialer;
  private final Optional<EventLoopGroup> ownLoops;
  private final Events<?, ?> events;

  /**
   * Nothing is released yet.
   *
   * @param ownLoops unless they are the user's
   */
  Shutdown(
      String clientName,
      EndpointFeed feed,
      Dialer dialer,
      Optional<EventLoopGroup> ownLoops,
      Events<?, ?> events) {
    this.clientName = clientName;
    this.feed = feed;
    this.dialer = dialer;
    this.ownLoops = ownLoops;
    this.events = events;
  }

  /** Begins; done when nothing is left of the client. May come more than once. */
  CompletableFuture<Void> after(CompletableFuture<Void> poolClosed) {
    return CompletableFuture.allOf(
        CompletableFuture.runAsync(feed::close, THREADS),
        poolClosed.thenRunAsync(this::release, THREADS));
  }

  private void release() {
    dialer.close();
    ownLoops.ifPresent(
        loops -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
    events.close();
  }

  /** Waits, interrupted or not, for the bound of the drain and a little more. */
  void await(CompletableFuture<Void> done, Duration drain) {
    Duration bound = drain.plus(GRACE);
    long deadline = System.nanoTime() + bound.toNanos();
    boolean interrupted = false;
    boolean waiting = true;
    while (waiting) {
      try {
        done.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        waiting = false;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException e) {
        LOG.warn(
            "{}: not closed within {} s: a callback blocks one of its event loops, or its endpoint"
                + " source does not stop (jstack shows where); it is closed once they go on",
            clientName,
            bound.toSeconds());
        waiting = false;
      } catch (ExecutionException e) {
        LOG.warn("{}: closed, but not in order", clientName, e.getCause());
        waiting = false;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
