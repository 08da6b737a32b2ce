package io.belay.client.internal;

import io.belay.client.RetrySnapshot;
import java.util.concurrent.atomic.LongAdder;

/** What was repeated so far. Any thread. */
final class RetryCounts {
  final LongAdder resent = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder denied = new LongAdder();
  final LongAdder recovered = new LongAdder();

  RetrySnapshot snapshot(double budget) {
    return new RetrySnapshot(budget, resent.sum(), retried.sum(), denied.sum(), recovered.sum());
  }
}
