package io.belay.client.chaos;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RemoteErrorException;
import io.belay.codec.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One operation, as the client sees it: what was asked, and how it ended. Any thread. */
final class Op {
  /** How an operation may end. */
  enum Result {
    /** With its own answer; a message that wants none, when it was taken. */
    ANSWERED,
    /** With a typed failure. */
    FAILED,
    /** It was cancelled, by us. */
    GIVEN_UP,
    /** In a way that no operation may end. */
    WRONGLY
  }

  /**
   * The end of an operation.
   *
   * @param delivery how far it got, if it failed
   * @param kind the failure's type, if there was one
   * @param text what there is to say about it
   */
  record Ending(
      Result result, Optional<Delivery> delivery, String kind, Duration after, String text) {}

  final long id;
  final Question question;
  final RequestOptions options;
  final Duration timeout;
  final boolean oneWay;
  private final AtomicInteger endings = new AtomicInteger();
  private final int size;
  final long beganNanos = System.nanoTime();
  private volatile int checksum;
  private volatile boolean cancelled;
  private volatile @Nullable Ending ending;

  Op(Question question, int size, RequestOptions options, Duration timeout, boolean oneWay) {
    this.id = question.op();
    this.question = question;
    this.size = size;
    this.options = options;
    this.timeout = timeout;
    this.oneWay = oneWay;
  }

  /** The request. */
  byte[] request() {
    byte[] request = question.bytes(size);
    checksum = Checksum.last(request);
    return request;
  }

  /** We are about to cancel it. */
  void givingUp() {
    cancelled = true;
  }

  /** It ended: once, one hopes. */
  void ended(byte @Nullable [] answer, @Nullable Throwable failure) {
    if (endings.incrementAndGet() == 1) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      ending = cause == null ? answered(answer) : failed(cause);
    }
  }

  int endings() {
    return endings.get();
  }

  Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  boolean isOver() {
    return ending != null;
  }

  private Ending answered(byte @Nullable [] answer) {
    if (oneWay) {
      return end(Result.ANSWERED, "");
    }
    if (answer == null) {
      return end(Result.WRONGLY, "null for an answer");
    }
    return Answer.flaw(answer, id, checksum)
        .map(flaw -> end(Result.WRONGLY, flaw))
        .orElseGet(() -> end(Result.ANSWERED, ""));
  }

  private Ending failed(Throwable failure) {
    if (failure instanceof RemoteErrorException theirs && !isMine(theirs)) {
      return end(Result.WRONGLY, "the error of another: " + theirs.getMessage());
    }
    if (failure instanceof BelayException typed) {
      return new Ending(
          Result.FAILED,
          Optional.of(typed.delivery()),
          typed.getClass().getSimpleName(),
          sinceItBegan(),
          typed.getMessage());
    }
    return failure instanceof CancellationException && cancelled
        ? end(Result.GIVEN_UP, "")
        : end(Result.WRONGLY, "without a type: " + failure);
  }

  private boolean isMine(RemoteErrorException theirs) {
    boolean refusal = theirs.code() < ErrorCode.FIRST_APPLICATION;
    return theirs.text().equals(errorText(id)) && (refusal || question.wish() == Wish.FAIL);
  }

  /** What an ERROR for this operation says. */
  static String errorText(long op) {
    return "operation " + op;
  }

  private Ending end(Result result, String text) {
    return new Ending(result, Optional.empty(), "", sinceItBegan(), text);
  }

  private Duration sinceItBegan() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  @Override
  public String toString() {
    return "operation %d (%s, %s%s, timeout %s): %s"
        .formatted(
            id,
            oneWay ? "one-way" : question.wish(),
            options.idempotent() ? "idempotent" : "not idempotent",
            options.failFast() ? ", fail fast" : "",
            timeout,
            ending == null ? "not ended" : ending);
  }
}
