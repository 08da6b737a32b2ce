package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The number of those who wait: bounded, exact, and never overlooked. */
public class WaitersStress {

  private WaitersStress() {}

  /** Two want to wait, and one may: both may be refused, but never let in. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 1"},
      expect = ACCEPTABLE,
      desc = "one waits")
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "each was in the other's way")
  @Outcome(expect = FORBIDDEN, desc = "too many, or miscounted")
  @State
  public static class LastPlace {
    private final Waiters<String, String> waiters = new Waiters<>(1);

    @Actor
    public void one(ZZI_Result result) {
      result.r1 = waiters.announce(Exchanging.exchange());
    }

    @Actor
    public void other(ZZI_Result result) {
      result.r2 = waiters.announce(Exchanging.exchange());
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = waiters.count();
    }
  }

  /** One comes while another goes. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, false, 0"},
      expect = ACCEPTABLE,
      desc = "counted")
  @Outcome(expect = FORBIDDEN, desc = "miscounted")
  @State
  public static class ComeAndGo {
    private final Waiters<String, String> waiters = new Waiters<>(1);
    private final Exchange<String, String> first = Exchanging.exchange();

    public ComeAndGo() {
      waiters.announce(first);
    }

    @Actor
    public void comes(ZZI_Result result) {
      result.r1 = waiters.announce(Exchanging.exchange());
    }

    @Actor
    public void goes() {
      waiters.withdraw(first);
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = waiters.count();
    }
  }

  /** A place is given back just when somebody begins to wait for one. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "he finds the place")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "he is found waiting")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "he waits beside a free place")
  @State
  public static class LostWakeUp {
    private final Waiters<String, String> waiters = new Waiters<>(1);
    private final Load load = new Load(1);

    public LostWakeUp() {
      load.lend(true);
      load.reserve();
    }

    @Actor
    public void waiter(ZZ_Result result) {
      waiters.announce(Exchanging.exchange());
      result.r1 = load.tryReserve();
    }

    @Actor
    public void leaver(ZZ_Result result) {
      load.release();
      result.r2 = waiters.count() > 0;
    }
  }
}
