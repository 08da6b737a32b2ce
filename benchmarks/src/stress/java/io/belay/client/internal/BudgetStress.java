package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.belay.client.RetryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Who gets a token of the retry budget, when several want it at once. */
public class BudgetStress {
  // What ten seconds bring is there from the beginning.
  private static final RetryBudget ONE_TOKEN = new RetryBudget(0, 0.1);

  private BudgetStress() {}

  /** Two want the last token. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  @State
  public static class LastToken {
    private final Budget budget = new Budget(ONE_TOKEN, 0);

    @Actor
    public void one(ZZ_Result result) {
      result.r1 = budget.take(0);
    }

    @Actor
    public void other(ZZ_Result result) {
      result.r2 = budget.take(0);
    }
  }

  /** One returns the only token while another wants it. */
  @JCStressTest
  @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "the other had it after that")
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "the other had it before")
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the other came too early")
  @Outcome(expect = FORBIDDEN, desc = "a token was lost or made")
  @State
  public static class ReturnedToken {
    private final Budget budget = new Budget(ONE_TOKEN, 0);

    @Actor
    public void one(ZZI_Result result) {
      result.r1 = budget.take(0);
      if (result.r1) {
        budget.giveBack();
      }
    }

    @Actor
    public void other(ZZI_Result result) {
      result.r2 = budget.take(0);
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = (int) budget.left(0);
    }
  }
}
