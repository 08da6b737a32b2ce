package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A lease ends once, whoever ends it, and is never taken for one that leaked. */
public class LesseeStress {

  private LesseeStress() {}

  /** Two close it at once. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE,
      desc = "one of the two ended it")
  @Outcome(expect = FORBIDDEN, desc = "it ended twice, or never")
  @State
  public static class TwoEnd {
    private final IdleConnection connection = new IdleConnection(0);
    private final HeldLease<byte[], byte[]> lease = Exchanging.lease(connection);

    @Actor
    public void one(ZZZ_Result result) {
      result.r1 = connection.lessee.end(lease);
    }

    @Actor
    public void other(ZZZ_Result result) {
      result.r2 = connection.lessee.end(lease);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
      result.r3 = connection.lessee.is(lease);
    }
  }

  /** It is closed while the pool looks for leaks, which takes it under watch. */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "it ended, and did not leak")
  @Outcome(expect = FORBIDDEN, desc = "it could not be ended, or lives on, or looked leaked")
  @State
  public static class EndAgainstLook {
    private final IdleConnection connection = new IdleConnection(0);
    private final HeldLease<byte[], byte[]> lease = Exchanging.lease(connection);

    @Actor
    public void caller(ZZZ_Result result) {
      result.r1 = connection.lessee.end(lease);
    }

    @Actor
    public void home(ZZZ_Result result) {
      result.r2 = connection.lessee.look().isPresent();
    }

    @Arbiter
    public void after(ZZZ_Result result) {
      result.r3 = connection.lessee.is(lease);
    }
  }
}
