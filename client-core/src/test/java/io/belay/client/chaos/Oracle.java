package io.belay.client.chaos;

import io.belay.client.error.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what a client says became of its operations with what the servers did. The servers'
 * {@link Journal}s err in neither direction, so everything that it finds is a violation.
 */
final class Oracle {
  /** How late an operation may end, beside stalls. */
  static final Duration SLACK = Duration.ofSeconds(1);

  private final Map<Long, Integer> processed;
  private final Stalls stalls;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param processed how often the servers processed each operation
   * @param stalls for which nobody is blamed
   */
  Oracle(Map<Long, Integer> processed, Stalls stalls) {
    this.processed = processed;
    this.stalls = stalls;
  }

  /** Judges all operations of a round, and returns what is wrong. */
  List<String> judge(Collection<Op> ops) {
    Set<Long> sent = new HashSet<>();
    for (Op op : ops) {
      sent.add(op.id);
      judge(op, processed.getOrDefault(op.id, 0));
    }
    for (long op : processed.keySet()) {
      if (op == Journal.CORRUPT) {
        violations.add("requests that did not arrive as they were sent: " + processed.get(op));
      } else if (op == Journal.MISSPOKEN) {
        violations.add("breaches of the protocol by the client: " + processed.get(op));
      } else if (!sent.contains(op)) {
        violations.add("operation %d was processed, and never sent".formatted(op));
      }
    }
    return violations;
  }

  private void judge(Op op, int times) {
    op.ending().ifPresentOrElse(ending -> judge(op, ending, times), () -> blame(op, "never ended"));
    if (op.endings() > 1) {
      blame(op, "ended %d times".formatted(op.endings()));
    }
    if (times > 1 && !op.options.idempotent()) {
      blame(op, "not idempotent, and processed %d times".formatted(times));
    }
  }

  private void judge(Op op, Op.Ending ending, int times) {
    Duration late = ending.after().minus(op.timeout);
    if (late.compareTo(SLACK) > 0) {
      long ended = op.beganNanos + ending.after().toNanos();
      Duration stalled = stalls.between(op.beganNanos, ended);
      // Between two stalls, a machine that is so busy is slow.
      if (late.compareTo(SLACK.plus(stalled.multipliedBy(2))) > 0) {
        blame(op, "ended %s too late, with stalls of %s".formatted(late, stalled));
      }
    }
    switch (ending.result()) {
      case WRONGLY -> blame(op, "ended wrongly");
      case ANSWERED -> {
        if (times == 0 && !op.oneWay) {
          blame(op, "answered, and processed by nobody");
        }
      }
      case FAILED -> judgeFailure(op, ending.delivery().orElseThrow(), times);
      case GIVEN_UP -> {}
    }
  }

  private void judgeFailure(Op op, Delivery delivery, int times) {
    switch (delivery) {
      case NOT_SENT, REFUSED -> {
        if (times > 0) {
          blame(op, "said to be %s, and processed %d times".formatted(delivery, times));
        }
      }
      case ANSWERED -> {
        if (times == 0) {
          blame(op, "said to be ANSWERED, and processed by nobody");
        }
      }
      case UNKNOWN -> {}
    }
  }

  private void blame(Op op, String what) {
    violations.add(what + ": " + op);
  }
}
