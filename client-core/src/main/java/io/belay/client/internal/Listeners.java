package io.belay.client.internal;

import io.belay.client.ClientListener;
import io.belay.client.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who are told of something. What one of them throws harms nobody else. Any thread. */
final class Listeners<L> {
  private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);

  private final List<Listener<L>> all = new CopyOnWriteArrayList<>();

  /** One of them, and how often it threw. Compared by identity: it may be added twice. */
  private static final class Listener<L> {
    private final L listener;
    private final AtomicLong thrown = new AtomicLong();

    Listener(L listener) {
      this.listener = listener;
    }
  }

  Registration add(L listener) {
    Listener<L> added = new Listener<>(listener);
    all.add(added);
    return () -> all.remove(added);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Tells each, in the order in which they were added. */
  void tell(Consumer<L> event) {
    for (Listener<L> each : all) {
      tell(each, event);
    }
  }

  /** Tells each its last event: whoever is told it is none of them any more. */
  void tellLast(Consumer<L> event) {
    for (Listener<L> each : List.copyOf(all)) {
      if (all.remove(each)) {
        tell(each, event);
      }
    }
  }

  private static <L> void tell(Listener<L> each, Consumer<L> event) {
    try {
      event.accept(each.listener);
    } catch (Throwable thrown) {
      long times = each.thrown.incrementAndGet();
      // The 1st, 2nd, 4th, 8th time: one that always throws must not fill the log.
      if (Long.bitCount(times) == 1) {
        LOG.warn(
            "The client listener {} threw, {} times by now; nothing else is disturbed",
            each.listener,
            times,
            thrown);
      }
    }
  }
}
