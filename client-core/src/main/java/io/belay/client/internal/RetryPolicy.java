package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.error.BelayException;
import io.github.resilience4j.retry.MaxRetriesExceededException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * resilience4j's {@link Retry}, as one client asks it. What the user hung into it may throw: that
 * ends the retries of the request concerned, and nothing else. Any thread.
 */
final class RetryPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);
  private static final long GIVE_UP = -1;

  private final Retry retry;
  private final RetryConfig config;
  private final boolean hearsOfEveryAnswer;
  private final @Nullable Predicate<Object> unwanted;
  private final AtomicLong thrown = new AtomicLong();

  RetryPolicy(Retry retry, boolean hearsOfEveryAnswer) {
    this.retry = retry;
    this.hearsOfEveryAnswer = hearsOfEveryAnswer;
    config = retry.getRetryConfig();
    unwanted = config.getResultPredicate();
  }

  static RetryPolicy of(Settings<?, ?> settings) {
    Optional<Retry> theirs = settings.retry();
    return new RetryPolicy(
        theirs.orElseGet(() -> Retry.of(settings.name(), settings.retryConfig())),
        theirs.isPresent());
  }

  /** Whether it is told of answers, though no attempt of theirs failed. */
  boolean hearsOfAnswers() {
    return hearsOfEveryAnswer || unwanted != null;
  }

  /* ---- Failures. */

  /** Whether it allows no attempt after this failure. It is not told of the failure by that. */
  boolean endsWith(Attempts attempts, BelayException failure) {
    try {
      return isLast(attempts) || !config.getExceptionPredicate().test(failure);
    } catch (RuntimeException | Error theirs) {
      warn(theirs);
      return true;
    }
  }

  /** Tells it of a failure: how long it waits, in milliseconds; negative if it gives up. */
  long waitAfterFailure(Attempts attempts, BelayException failure) {
    try {
      long wait = course(attempts).onError(failure);
      attempts.asked++;
      return wait;
    } catch (RuntimeException | Error theirs) {
      warn(theirs);
      return GIVE_UP;
    }
  }

  /* ---- Answers. */

  /** Whether it wants another answer than this one. It is not told of the answer by that. */
  boolean rejects(Object answer) {
    try {
      return unwanted != null && unwanted.test(answer);
    } catch (RuntimeException | Error theirs) {
      warn(theirs);
      return false;
    }
  }

  /** Whether there is no attempt after this one. */
  boolean isLast(Attempts attempts) {
    return attempts.asked + 1 >= config.getMaxAttempts();
  }

  /** Tells it of an answer that it rejects: how long it waits; negative if the answer stands. */
  long waitAfterAnswer(Attempts attempts, Object answer) {
    try {
      long wait = course(attempts).onResult(answer);
      attempts.asked++;
      return wait;
    } catch (RuntimeException | Error theirs) {
      warn(theirs);
      return GIVE_UP;
    }
  }

  /**
   * Tells it that an answer stands.
   *
   * @return what it throws if the answer is to count as a failure
   */
  @Nullable MaxRetriesExceededException accepted(@Nullable Attempts attempts) {
    if (hearsOfEveryAnswer || (attempts != null && attempts.course != null)) {
      try {
        (attempts == null ? retry.asyncContext() : course(attempts)).onComplete();
      } catch (MaxRetriesExceededException rejection) {
        return rejection;
      } catch (RuntimeException | Error theirs) {
        warn(theirs);
      }
    }
    return null;
  }

  private Retry.AsyncContext<Object> course(Attempts attempts) {
    Retry.AsyncContext<Object> course = attempts.course;
    if (course == null) {
      course = retry.asyncContext();
      attempts.course = course;
    }
    return course;
  }

  private void warn(Throwable theirs) {
    long times = thrown.incrementAndGet();
    // One that always throws would bury everything else in the log.
    if (Long.bitCount(times) == 1) {
      LOG.warn(
          "The retry {} threw, {} times by now; nothing else is disturbed",
          retry.getName(),
          times,
          theirs);
    }
  }
}
