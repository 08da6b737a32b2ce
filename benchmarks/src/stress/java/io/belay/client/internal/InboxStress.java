package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Exchanges on their way to an event loop: none is lost, and the loop is woken for each. */
public class InboxStress {

  private InboxStress() {}

  private static int takeAll(Inbox<Exchange<String, String>> inbox) {
    int taken = 0;
    Exchange<String, String> exchange = inbox.takeAll();
    while (exchange != null) {
      taken++;
      exchange = inbox.next(exchange);
    }
    return taken;
  }

  /** Two are put at once. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 2", "false, true, 2"},
      expect = ACCEPTABLE,
      desc = "one wakes")
  @Outcome(expect = FORBIDDEN, desc = "one is lost, or the loop is not woken, or twice")
  @State
  public static class TwoPut {
    private final Inbox<Exchange<String, String>> inbox = new Inbox<>();

    @Actor
    public void one(ZZI_Result result) {
      result.r1 = inbox.put(Exchanging.exchange());
    }

    @Actor
    public void other(ZZI_Result result) {
      result.r2 = inbox.put(Exchanging.exchange());
    }

    @Arbiter
    public void loop(ZZI_Result result) {
      result.r3 = takeAll(inbox);
    }
  }

  /** One is put while the loop empties the inbox of another. */
  @JCStressTest
  @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "too late, and it wakes again")
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "in time, and it need not wake")
  @Outcome(expect = FORBIDDEN, desc = "left behind without waking, or lost")
  @State
  public static class PutAgainstTake {
    private final Inbox<Exchange<String, String>> inbox = new Inbox<>();

    public PutAgainstTake() {
      inbox.put(Exchanging.exchange());
    }

    @Actor
    public void putter(ZZI_Result result) {
      result.r1 = inbox.put(Exchanging.exchange());
    }

    @Actor
    public void loop(ZZI_Result result) {
      result.r2 = takeAll(inbox) == 1;
    }

    @Arbiter
    public void after(ZZI_Result result) {
      result.r3 = takeAll(inbox);
    }
  }
}
