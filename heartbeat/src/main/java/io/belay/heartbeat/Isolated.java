package io.belay.heartbeat;

import io.netty.channel.EventLoop;

/**
 * Runs what belongs to others, so that it cannot break what is ours: what it throws becomes a task
 * of its own on the event loop, which logs it as it logs any task that fails.
 */
final class Isolated {
  private Isolated() {}

  static void run(EventLoop loop, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error thrown) {
      leaveToTheLoop(loop, thrown);
    }
  }

  static void leaveToTheLoop(EventLoop loop, Throwable thrown) {
    loop.execute(
        () -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        });
  }
}
