package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Who gets a place, or the whole connection, when several want it at once. */
public class LoadStress {

  private LoadStress() {}

  private static Load idle(int max) {
    Load load = new Load(max);
    load.lend(true);
    return load;
  }

  /** Two want the last place. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 1"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  @State
  public static class LastPlace {
    private final Load load = idle(1);

    @Actor
    public void one(ZZI_Result result) {
      result.r1 = load.tryReserve();
    }

    @Actor
    public void other(ZZI_Result result) {
      result.r2 = load.tryReserve();
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = load.count();
    }
  }

  /** A request and a lease want the same idle connection. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the request has it")
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "the lease has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  @State
  public static class RequestAgainstLease {
    private final Load load = idle(8);

    @Actor
    public void request(ZZI_Result result) {
      result.r1 = load.tryReserve();
    }

    @Actor
    public void lease(ZZI_Result result) {
      result.r2 = load.tryTake();
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = load.count();
    }
  }

  /** A lease wants a connection that the pool retires for its age. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 0", "false, true, 0"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  @State
  public static class LeaseAgainstRetirement {
    private final Load load = idle(8);

    @Actor
    public void lease(ZZI_Result result) {
      result.r1 = load.tryTake();
    }

    @Actor
    public void retirement(ZZI_Result result) {
      result.r2 = load.retireIfIdle();
    }

    @Arbiter
    public void count(ZZI_Result result) {
      result.r3 = load.count();
    }
  }

  /** A place is given back while the connection becomes suspect: neither change is lost. */
  @JCStressTest
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "both changes hold")
  @Outcome(expect = FORBIDDEN, desc = "a change was lost")
  @State
  public static class ReleaseAgainstSuspicion {
    private final Load load = idle(8);

    public ReleaseAgainstSuspicion() {
      load.reserve();
    }

    @Actor
    public void release() {
      load.release();
    }

    @Actor
    public void suspicion() {
      load.lend(false);
    }

    @Arbiter
    public void after(ZZI_Result result) {
      result.r1 = load.tryReserve();
      result.r2 = load.isLent();
      result.r3 = load.count();
    }
  }
}
