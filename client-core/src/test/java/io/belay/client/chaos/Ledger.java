package io.belay.client.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** All operations of a round. Any thread. */
final class Ledger {
  private final AtomicLong last = new AtomicLong();
  private final Queue<Op> ops = new ConcurrentLinkedQueue<>();

  /** The number of the next operation. */
  long next() {
    return last.incrementAndGet();
  }

  /** Enters an operation that is about to be sent. */
  Op enter(Op op) {
    ops.add(op);
    return op;
  }

  Collection<Op> all() {
    return List.copyOf(ops);
  }

  /** Those that have not ended. */
  List<Op> open() {
    List<Op> open = new ArrayList<>();
    ops.forEach(
        op -> {
          if (!op.isOver()) {
            open.add(op);
          }
        });
    return open;
  }
}
