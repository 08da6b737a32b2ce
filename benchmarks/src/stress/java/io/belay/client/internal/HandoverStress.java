package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** An exchange is cancelled while a new holder takes it: one of the two sees the other. */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the holder is told")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the holder sees it for himself")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "a cancelled exchange keeps its place")
@State
public class HandoverStress {
  private final Exchange<String, String> exchange = Exchanging.exchange();
  private volatile boolean told;

  @Actor
  public void holder(ZZ_Result result) {
    exchange.holder = call -> told = true;
    result.r1 = exchange.isDone();
  }

  @Actor
  public void caller() {
    exchange.cancel(true);
  }

  @Arbiter
  public void after(ZZ_Result result) {
    result.r2 = told;
  }
}
