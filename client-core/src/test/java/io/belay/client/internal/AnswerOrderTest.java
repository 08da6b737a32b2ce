package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnswerOrderTest {
  private static final long START = Long.valueOf(Long.MAX_VALUE - 500);
  private static final long PATIENCE = 1_000;

  private final AnswerOrder order = new AnswerOrder(3, PATIENCE);

  @Test
  void withoutAQuestionItMustBeNobodysTurn() {
    assertThat(order.next()).isEqualTo(AnswerOrder.NOTHING);
  }

  @Test
  void requestsAndProbesMustStandInOneLine() {
    order.probeSent(1);
    order.requestSent(7);
    order.probeSent(2);
    order.requestSent(9);

    assertThat(order.next()).isEqualTo(-1);
    assertThat(order.next()).isEqualTo(7);
    assertThat(order.next()).isEqualTo(-2);
    assertThat(order.next()).isEqualTo(9);
    assertThat(order.next()).isEqualTo(AnswerOrder.NOTHING);
  }

  @Property
  void anyMixOfQuestionsAndAnswersMustKeepTheOrder(@ForAll @Size(max = 500) List<Integer> steps) {
    AnswerOrder line = new AnswerOrder(1_000, PATIENCE);
    Deque<Long> model = new ArrayDeque<>();
    long id = 0;
    for (int step : steps) {
      if (step % 3 == 0) {
        Long expected = model.poll();
        assertThat(line.next()).isEqualTo(expected == null ? AnswerOrder.NOTHING : expected);
      } else if (step % 3 == 1) {
        line.requestSent(++id);
        model.add(id);
      } else {
        line.probeSent(++id);
        model.add(-id);
      }
    }
    while (!model.isEmpty()) {
      assertThat(line.next()).isEqualTo(model.remove());
    }
  }

  @Test
  void answersThatAreWaitedForMustNeverBeOverdue() {
    order.requestSent(1);
    order.requestSent(2);
    order.probeSent(1);

    assertThat(order.isOverdue(2, START)).isFalse();
    assertThat(order.isOverdue(2, START + 10 * PATIENCE)).isFalse();
    assertThat(order.owes()).isFalse();
  }

  @Test
  void anAnswerThatNobodyWaitsForMustBeOverdueWhenPatienceEnds() {
    order.requestSent(1);

    assertThat(order.isOverdue(0, START)).isFalse();
    assertThat(order.owes()).isTrue();
    assertThat(order.overdueAtNanos()).isEqualTo(START + PATIENCE);
    assertThat(order.isOverdue(0, START + PATIENCE - 1)).isFalse();
    assertThat(order.isOverdue(0, START + PATIENCE)).isTrue();
  }

  @Test
  void anAnswerThatComesMustBeginTheWaitAnew() {
    order.requestSent(1);
    order.requestSent(2);
    assertThat(order.isOverdue(0, START)).isFalse();

    assertThat(order.next()).isEqualTo(1);

    assertThat(order.isOverdue(0, START + PATIENCE)).isFalse();
    assertThat(order.overdueAtNanos()).isEqualTo(START + 2 * PATIENCE);
  }

  @Test
  void asManyAsOneConnectionCarriesMustBeOverdueAtOnce() {
    order.requestSent(1);
    order.requestSent(2);
    assertThat(order.isOverdue(0, START)).isFalse();

    order.requestSent(3);

    assertThat(order.isOverdue(0, START)).isTrue();
  }
}
