package io.belay.client.internal;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hands tasks to event loops that may have ended, with the client or, if they are the user's,
 * before it.
 */
final class LoopTasks {
  private LoopTasks() {}

  /**
   * Runs the task on the loop. One that has ended has nothing left to tend: the task is dropped.
   */
  static void execute(EventLoop loop, Runnable task) {
    execute(loop, task, () -> {});
  }

  /** Runs the task on the loop, or, if that has ended, the other one here. */
  static void execute(EventLoop loop, Runnable task, Runnable ended) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException loopEnded) {
      ended.run();
    }
  }
}
