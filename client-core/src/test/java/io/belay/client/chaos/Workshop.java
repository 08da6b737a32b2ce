package io.belay.client.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Where an {@link OracleProgram} does what requests ask for. Its event loop only. */
final class Workshop {
  private final Journal journal;
  private final Manners manners;
  private final Set<Long> refusedOnce = new HashSet<>();

  /** How long each request takes, one after the other; 0 for no time at all. */
  private long serviceNanos;

  private long longestWaitNanos;
  private long freeAtNanos = System.nanoTime();

  Workshop(Journal journal, Manners manners) {
    this.journal = journal;
    this.manners = manners;
  }

  /** From now on it has a capacity, which is kept whatever the machine does. */
  void limitTo(int perSecond, int longestWaitMillis) {
    serviceNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    longestWaitNanos = TimeUnit.MILLISECONDS.toNanos(longestWaitMillis);
    freeAtNanos = System.nanoTime();
  }

  /** The client does not keep to the protocol. */
  void misspoken() {
    process(Journal.MISSPOKEN);
  }

  /** A message that wants no answer. */
  void message(byte[] message) {
    process(Question.read(message).map(Question::op).orElse(Journal.CORRUPT));
  }

  void request(Desk desk, long id, byte[] request) {
    Optional<Question> read = Question.read(request);
    if (read.isEmpty()) {
      process(Journal.CORRUPT);
      desk.answered();
    } else {
      request(desk, id, request, read.get());
    }
  }

  private void request(Desk desk, long id, byte[] request, Question question) {
    long op = question.op();
    if (manners.refusing || refuses(question) || wouldWaitTooLong()) {
      desk.refuse(id, op);
      desk.answered();
      return;
    }
    process(op);
    Runnable reply =
        () -> {
          if (!manners.mute) {
            reply(desk, id, request, question);
          }
          desk.answered();
        };
    long delayNanos = delayNanos(question);
    if (delayNanos <= 0) {
      reply.run();
    } else {
      var unused = desk.loop().schedule(reply, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  private boolean refuses(Question question) {
    return switch (question.wish()) {
      case REFUSE -> true;
      case REFUSE_ONCE -> refusedOnce.add(question.op());
      default -> false;
    };
  }

  private boolean wouldWaitTooLong() {
    return serviceNanos > 0 && freeAtNanos - System.nanoTime() > longestWaitNanos;
  }

  private long delayNanos(Question question) {
    if (serviceNanos > 0) {
      long now = System.nanoTime();
      freeAtNanos = (freeAtNanos - now > 0 ? freeAtNanos : now) + serviceNanos;
      return freeAtNanos - now;
    }
    return question.wish() == Wish.WAIT ? TimeUnit.MILLISECONDS.toNanos(question.number()) : 0;
  }

  private static void reply(Desk desk, long id, byte[] request, Question question) {
    long op = question.op();
    switch (question.wish()) {
      case ECHO, WAIT, REFUSE, REFUSE_ONCE -> desk.answer(id, Answer.to(op, request, 0));
      case MUCH -> desk.answer(id, Answer.to(op, request, question.number()));
      case TWICE -> {
        desk.answer(id, Answer.to(op, request, 0));
        desk.answer(id, Answer.to(op, request, 0));
      }
      case FAIL -> desk.fail(id, op);
    }
  }

  private void process(long op) {
    try {
      journal.process(op);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
