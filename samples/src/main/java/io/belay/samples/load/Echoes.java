package io.belay.samples.load;

import io.belay.client.BelayClient;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Sends numbered requests, as many as the plan allows, and checks each answer. */
final class Echoes {
  private final BelayClient<byte[], byte[]> client;
  private final LoadPlan plan;
  private final Tally tally;
  private final AtomicLong issued = new AtomicLong();
  private final Optional<Long> endNanos;
  private volatile boolean stopped;

  Echoes(BelayClient<byte[], byte[]> client, LoadPlan plan, Tally tally) {
    this.client = client;
    this.plan = plan;
    this.tally = tally;
    long now = System.nanoTime();
    endNanos = plan.duration().map(duration -> now + duration.toNanos());
  }

  /** No request is sent from now on. */
  void stop() {
    stopped = true;
  }

  /** Whether requests are sent now, by the clock and the stop; the count is another matter. */
  boolean open() {
    return !stopped && endNanos.map(end -> System.nanoTime() - end < 0).orElse(true);
  }

  /**
   * Sends the next request.
   *
   * @param sinceNanos when it should have been sent: its latency counts from there
   * @param whenEnded called once, on any thread, with whether it was answered
   * @return whether there was one to send; if not, nothing is called
   */
  boolean sendNext(long sinceNanos, Consumer<Boolean> whenEnded) {
    if (!open()) {
      return false;
    }
    long number = issued.getAndIncrement();
    if (number >= plan.count()) {
      return false;
    }
    tally.sent();
    var unused =
        client
            .sendAsync(Payload.of(number, plan.size()), plan.options())
            .whenComplete(
                (answer, failure) -> whenEnded.accept(count(number, answer, failure, sinceNanos)));
    return true;
  }

  private boolean count(long number, byte[] answer, Throwable failure, long sinceNanos) {
    long nanos = System.nanoTime() - sinceNanos;
    if (failure != null) {
      tally.failed(failure, nanos);
      return false;
    }
    if (!Payload.matches(answer, number, plan.size())) {
      tally.failed(new WrongAnswerException(number, answer.length, plan.size()), nanos);
      return false;
    }
    tally.answered(nanos);
    return true;
  }
}
