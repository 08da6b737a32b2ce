package io.belay.client.lab;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Netty's own leak detector, which remembers what it found. Netty makes it, by the system property
 * {@code io.netty.customResourceLeakDetector}.
 *
 * @param <T> what may leak
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();
  private static final int ENOUGH_TO_REPORT = 64;

  /** For Netty. */
  public LeakRecorder(Class<T> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /** For Netty. */
  public LeakRecorder(Class<T> resourceType, int samplingInterval, long maxActive) {
    super(resourceType, samplingInterval);
  }

  /** Every leak until now: the detector looks for what was collected whenever a buffer is made. */
  public static List<String> leaks() {
    System.gc();
    for (int i = 0; i < ENOUGH_TO_REPORT; i++) {
      ByteBufAllocator.DEFAULT.buffer(1).release();
    }
    return List.copyOf(LEAKS);
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + ": " + records);
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType);
    super.reportUntracedLeak(resourceType);
  }
}
