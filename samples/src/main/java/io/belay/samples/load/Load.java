package io.belay.samples.load;

import java.time.Duration;

/** Requests on their way. */
public interface Load {

  /**
   * Sends requests until the plan is fulfilled or {@link #stop} is called, and waits for the end of
   * each.
   *
   * @return how long it took
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  Duration run() throws InterruptedException;

  /** Sends no more requests, so that {@link #run} returns once those under way have ended. */
  void stop();
}
