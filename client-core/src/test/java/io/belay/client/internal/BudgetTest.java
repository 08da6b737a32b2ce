package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.belay.client.RetryBudget;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  // The clock passes the largest number soon.
  private static final long START = Long.MAX_VALUE - SECOND;

  private static EventLoop newLoop() {
    return new EmbeddedChannel().eventLoop();
  }

  private static void count(Budget budget, EventLoop loop, int requests) {
    for (int i = 0; i < requests; i++) {
      budget.count(loop).oneMore();
    }
  }

  private static int takeAll(Budget budget, long nowNanos) {
    int taken = 0;
    while (budget.take(nowNanos)) {
      taken++;
    }
    return taken;
  }

  @Test
  void aClientMustBeginWithWhatTenSecondsBring() {
    assertThat(takeAll(new Budget(RetryBudget.DEFAULT, START), START)).isEqualTo(100);
  }

  @Test
  void requestsMustBringTheirShareWhicheverLoopTakesThem() {
    Budget budget = new Budget(new RetryBudget(0.2, 0), START);
    assertThat(budget.take(START)).isFalse();
    for (int loop = 0; loop < 4; loop++) {
      count(budget, newLoop(), 25);
    }

    assertThat(takeAll(budget, START)).isEqualTo(20);
  }

  @Test
  void secondsMustBringTheirShare() {
    Budget budget = new Budget(new RetryBudget(0, 10), START);
    takeAll(budget, START);

    // A little of it has faded already.
    assertThat(budget.left(START + SECOND)).isCloseTo(9.5, within(0.1));
    assertThat(takeAll(budget, START + SECOND)).isEqualTo(9);
  }

  @Test
  void whoSpendsAllTheTimeMustGetAllOfIt() {
    Budget budget = new Budget(new RetryBudget(0.2, 10), START);
    takeAll(budget, START);
    EventLoop loop = newLoop();
    int taken = 0;
    for (int tick = 1; tick <= 1_000; tick++) {
      count(budget, loop, 5);
      taken += takeAll(budget, START + tick * SECOND / 100);
    }

    // 5,000 requests in 10 s.
    assertThat(taken).isBetween(1_000, 1_100);
  }

  @Test
  void unspentTokensMustFadeToWhatTenSecondsBring() {
    Budget budget = new Budget(new RetryBudget(0.2, 10), START);
    EventLoop loop = newLoop();
    double left = 0;
    for (int second = 1; second <= 120; second++) {
      count(budget, loop, 1_000);
      left = budget.left(START + second * SECOND);
    }
    assertThat(left).isCloseTo(10 * (200 + 10), within(1.0));

    assertThat(budget.left(START + 240 * SECOND)).isLessThan(1_100);
  }

  @Test
  void howOftenAnybodyLooksMustMakeNoDifference() {
    Budget often = new Budget(new RetryBudget(0, 7), START);
    Budget once = new Budget(new RetryBudget(0, 7), START);
    takeAll(often, START);
    takeAll(once, START);
    for (int tick = 1; tick < 400; tick++) {
      if (often.take(START + tick * SECOND / 100)) {
        often.giveBack();
      }
    }

    assertThat(often.left(START + 4 * SECOND))
        .isCloseTo(once.left(START + 4 * SECOND), within(0.001));
  }

  @Test
  void aClockOrACountThatAnotherThreadReadEarlierMustTakeNothingAway() {
    Budget budget = new Budget(new RetryBudget(0, 10), START);
    assertThat(budget.take(START + SECOND)).isTrue();
    double left = budget.left(START + SECOND);

    assertThat(budget.left(START)).isEqualTo(left);
    assertThat(budget.take(START)).isTrue();
    assertThat(budget.left(START + SECOND)).isEqualTo(left - 1);
  }

  @Test
  void withoutALimitThereMustAlwaysBeOne() {
    Budget budget = new Budget(RetryBudget.unlimited(), START);
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(budget.take(START)).isTrue();
    }
    budget.giveBack();

    assertThat(budget.left(START)).isInfinite();
  }
}
