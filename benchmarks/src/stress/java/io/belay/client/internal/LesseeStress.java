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
@JCStressTest
@Outcome(
    id = {"true, false, false", "false, true, false"},
    expect = ACCEPTABLE,
    desc = "one of the two ended it")
@Outcome(expect = FORBIDDEN, desc = "it ended twice, or never, or looked leaked")
@State
public class LesseeStress {
  private final IdleConnection connection = new IdleConnection(0);
  private final HeldLease<byte[], byte[]> lease = Exchanging.lease(connection);
  private volatile boolean leaked;

  @Actor
  public void one(ZZZ_Result result) {
    result.r1 = connection.lessee.end(lease);
  }

  @Actor
  public void other(ZZZ_Result result) {
    result.r2 = connection.lessee.end(lease);
  }

  @Actor
  public void home() {
    if (connection.lessee.look().isPresent()) {
      leaked = true;
    }
  }

  @Arbiter
  public void after(ZZZ_Result result) {
    result.r3 = leaked || connection.lessee.is(lease);
  }
}
