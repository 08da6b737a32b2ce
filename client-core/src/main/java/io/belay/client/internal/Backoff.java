package io.belay.client.internal;

import io.belay.client.ReconnectOptions;
import java.util.random.RandomGenerator;

/**
 * When an endpoint may be dialled next. Full jitter: each wait is random between zero and a bound
 * that doubles with every failure. Confined to its owner's thread.
 */
final class Backoff {
  private final long minNanos;
  private final long maxNanos;
  private final RandomGenerator random;

  private int failures;
  private long waitUntil;
  private boolean waiting;
  private long notBefore;
  private boolean askedToWait;

  Backoff(ReconnectOptions options, RandomGenerator random) {
    minNanos = options.minBackoff().toNanos();
    maxNanos = options.maxBackoff().toNanos();
    this.random = random;
  }

  /**
   * A connect failed, or a connection was lost. What fails during the wait that an earlier failure
   * brought is part of the same outage.
   */
  void failed(long nowNanos) {
    if (ownNanos(nowNanos) > 0) {
      return;
    }
    long bound = failures >= 62 ? maxNanos : Math.min(maxNanos, minNanos << failures);
    // A shift that overflowed is not positive.
    if (bound <= 0) {
      bound = maxNanos;
    }
    if (bound < maxNanos) {
      failures++;
    }
    waitUntil = nowNanos + random.nextLong(bound + 1);
    waiting = true;
  }

  /** The peer wants to be left alone for so long, however healthy anything is. */
  void leaveAlone(long nowNanos, long nanos) {
    if (nanos > askedNanos(nowNanos)) {
      notBefore = nowNanos + nanos;
      askedToWait = true;
    }
  }

  /** A connection proved healthy for long enough: the bound starts over. */
  void stable() {
    failures = 0;
    waiting = false;
  }

  /** How long to wait from now, zero if nothing stands against dialling. */
  long waitNanos(long nowNanos) {
    return Math.max(ownNanos(nowNanos), askedNanos(nowNanos));
  }

  private long askedNanos(long nowNanos) {
    long wait = notBefore - nowNanos;
    askedToWait = askedToWait && wait > 0;
    return askedToWait ? wait : 0;
  }

  private long ownNanos(long nowNanos) {
    if (!waiting) {
      return 0;
    }
    long wait = waitUntil - nowNanos;
    if (wait <= 0) {
      waiting = false;
      return 0;
    }
    return wait;
  }
}
