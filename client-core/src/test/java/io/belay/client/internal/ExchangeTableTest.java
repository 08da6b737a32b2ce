package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangeTableTest {
  private final ExchangeTable<String, String> table = new ExchangeTable<>();

  private static Exchange<String, String> exchange() {
    return new Exchange<>(
        "q", Exchange.Kind.REQUEST, RequestOptions.DEFAULT, Duration.ofSeconds(1), 0, null);
  }

  private Exchange<String, String> added() {
    Exchange<String, String> exchange = exchange();
    table.add(exchange);
    return exchange;
  }

  @Test
  void aQuietConnectionMustCountFromOne() {
    for (int i = 1; i <= 15; i++) {
      assertThat(added().id).isEqualTo(i);
    }
  }

  @Test
  void idsMustStrictlyIncreaseWhateverComesAndGoes() {
    Random random = new Random(1);
    Deque<Exchange<String, String>> waiting = new ArrayDeque<>();
    long last = 0;
    for (int i = 0; i < 100_000; i++) {
      if (waiting.isEmpty() || random.nextInt(100) < 52) {
        Exchange<String, String> added = added();
        assertThat(added.id).isGreaterThan(last);
        last = added.id;
        waiting.add(added);
      } else {
        Exchange<String, String> done = random.nextBoolean() ? waiting.poll() : waiting.pollLast();
        assertThat(table.remove(done.id)).isSameAs(done);
      }
      assertThat(table.size()).isEqualTo(waiting.size());
    }
  }

  @Test
  void growingMustKeepEveryExchangeUnderItsId() {
    List<Exchange<String, String>> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      all.add(added());
    }
    for (Exchange<String, String> each : all) {
      assertThat(table.remove(each.id)).isSameAs(each);
    }
    assertThat(table.size()).isZero();
  }

  @Test
  void aLateAnswerMustNotMatchAnotherExchangeInTheSameSlot() {
    Exchange<String, String> timedOut = added();
    long lateId = timedOut.id;
    table.remove(timedOut);
    List<Exchange<String, String>> others = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      others.add(added());
    }
    assertThat(others).anyMatch(each -> (each.id & 15) == (lateId & 15));

    assertThat(table.remove(lateId)).isNull();
    assertThat(table.size()).isEqualTo(16);
    assertThat(table.wasIssued(lateId)).isTrue();
  }

  @Test
  void anIdThatWasNeverGivenOutMustBeTold() {
    long last = added().id;

    assertThat(table.wasIssued(last)).isTrue();
    assertThat(table.wasIssued(last + 1)).isFalse();
    assertThat(table.wasIssued(-1)).as("2^64-1").isFalse();
    assertThat(table.wasIssued(0)).isFalse();
  }

  @Test
  void anExchangeOfAnotherConnectionMustNotBeTakenOut() {
    Exchange<String, String> mine = added();
    Exchange<String, String> other = exchange();
    other.id = mine.id;

    assertThat(table.remove(other)).isFalse();
    assertThat(table.remove(mine)).isTrue();
    assertThat(table.remove(mine)).isFalse();
  }
}
