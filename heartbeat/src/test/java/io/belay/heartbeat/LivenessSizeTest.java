package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a connection's liveness costs, on a JVM of 64 bits with compressed class pointers. */
class LivenessSizeTest {
  private static final int MANY = 10_000;
  private static final int LISTED = 16 + 4 * MANY;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void theLivenessOfAConnectionMustFitIn96Bytes() {
    ScriptedConnection it = new ScriptedConnection();
    keep(it, 1); // Classes are loaded on the way.
    long before = threads.getCurrentThreadAllocatedBytes();
    Liveness[] kept = keep(it, MANY);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before - LISTED;

    assertThat(kept).hasSize(MANY);
    assertThat(bytes / MANY).isBetween(1L, 96L);
  }

  private static Liveness[] keep(ScriptedConnection it, int count) {
    Liveness[] kept = new Liveness[count];
    for (int i = 0; i < count; i++) {
      kept[i] = it.loop.newLiveness(ProbeKind.OVERTAKES, it);
    }
    return kept;
  }
}
