package io.belay.benchmarks.idle;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The memory of this process that connections cost.
 *
 * @param heapBytes what a full collection left of the heap
 * @param directBytes Netty's direct memory, and the JDK's
 */
record Occupied(long heapBytes, long directBytes) {
  private static final int COLLECTIONS = 3;

  /** That of now. */
  static Occupied now() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return new Occupied(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct());
  }

  private static long direct() {
    long jdk =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return Math.max(0, PlatformDependent.usedDirectMemory()) + jdk;
  }
}
