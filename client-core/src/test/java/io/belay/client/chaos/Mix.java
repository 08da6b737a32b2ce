package io.belay.client.chaos;

import io.belay.client.RequestOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Draws operations of all kinds. One thread. */
final class Mix {
  private static final int KIB = 1 << 10;

  private final Ledger ledger;
  private final RandomGenerator random;

  Mix(Ledger ledger, RandomGenerator random) {
    this.ledger = ledger;
    this.random = random;
  }

  /** A request that wants an answer. */
  Op request() {
    Wish wish = wish();
    return enter(new Question(ledger.next(), wish, number(wish)), size(), false);
  }

  /** A message that wants none. */
  Op message() {
    return enter(new Question(ledger.next(), Wish.ECHO, 0), size(), true);
  }

  /** Whether something happens that has this many chances in a hundred. */
  boolean happens(int percent) {
    return random.nextInt(100) < percent;
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  private Op enter(Question question, int size, boolean oneWay) {
    Duration timeout = Duration.ofMillis(timeoutMillis());
    RequestOptions options =
        RequestOptions.DEFAULT
            .withTimeout(timeout)
            .withIdempotent(happens(50))
            .withFailFast(happens(20));
    // A message takes no options: the client's own, which say that it is not idempotent.
    return ledger.enter(
        oneWay
            ? new Op(question, size, RequestOptions.DEFAULT, ChaosClient.TIMEOUT, true)
            : new Op(question, size, options, timeout, false));
  }

  private Wish wish() {
    int chance = random.nextInt(100);
    if (chance < 72) {
      return Wish.ECHO;
    } else if (chance < 88) {
      return Wish.WAIT;
    } else if (chance < 90) {
      return Wish.MUCH;
    } else if (chance < 93) {
      return Wish.TWICE;
    } else if (chance < 97) {
      return Wish.FAIL;
    } else {
      return chance < 98 ? Wish.REFUSE : Wish.REFUSE_ONCE;
    }
  }

  private int number(Wish wish) {
    return switch (wish) {
      case WAIT -> random.nextInt(400);
      case MUCH -> 100 * KIB + random.nextInt(500 * KIB);
      default -> 0;
    };
  }

  private int size() {
    int chance = random.nextInt(200);
    if (chance < 150) {
      return random.nextInt(256);
    } else if (chance < 190) {
      return random.nextInt(16 * KIB);
    } else {
      return chance < 199 ? random.nextInt(100 * KIB) : 300 * KIB + random.nextInt(400 * KIB);
    }
  }

  /** Many give up before the server answers, so that answers come late. */
  private int timeoutMillis() {
    int chance = random.nextInt(100);
    if (chance < 20) {
      return 1 + random.nextInt(200);
    } else {
      return chance < 85 ? 500 + random.nextInt(1_500) : 3_000 + random.nextInt(5_000);
    }
  }
}
