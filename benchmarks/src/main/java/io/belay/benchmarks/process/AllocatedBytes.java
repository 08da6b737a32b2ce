package io.belay.benchmarks.process;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the threads of this JVM have allocated on its heap. */
public final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocatedBytes() {}

  /**
   * The sum over all threads that live now, carriers of virtual threads among them, so that a
   * difference says something only if no thread ended in between.
   */
  public static long ofThisProcess() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(bytes, 0);
    }
    return sum;
  }
}
