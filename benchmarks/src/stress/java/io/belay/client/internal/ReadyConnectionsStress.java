package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Choosing while others choose, and while connections come and go. */
public class ReadyConnectionsStress {

  private ReadyConnectionsStress() {}

  /** A request and a lease choose between two idle connections. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "each has one of his own")
  @Outcome(expect = FORBIDDEN, desc = "both have the same, or one found nothing")
  @State
  public static class RequestAgainstLease {
    private final ReadyConnections<byte[], byte[]> ready = new ReadyConnections<>();
    private volatile @Nullable PooledConnection<byte[], byte[]> place;
    private volatile @Nullable PooledConnection<byte[], byte[]> whole;

    public RequestAgainstLease() {
      ready.add(new IdleConnection(0));
      ready.add(new IdleConnection(1));
    }

    @Actor
    public void request() {
      place = ready.reserve();
    }

    @Actor
    public void lease() {
      whole = ready.take();
    }

    @Arbiter
    public void after(ZZ_Result result) {
      PooledConnection<byte[], byte[]> request = place;
      PooledConnection<byte[], byte[]> lease = whole;
      result.r1 = request != null && request != lease && request.load.count() == 1;
      result.r2 = lease != null && lease.load.isTakenAndIdle();
    }
  }

  /** One connection goes and another comes while a request chooses. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it found one, whichever")
  @Outcome(expect = FORBIDDEN, desc = "it found nothing, although one was always there")
  @State
  public static class RequestAgainstChange {
    private final IdleConnection going = new IdleConnection(0);
    private final ReadyConnections<byte[], byte[]> ready = new ReadyConnections<>();
    private volatile @Nullable PooledConnection<byte[], byte[]> place;

    public RequestAgainstChange() {
      ready.add(going);
      ready.add(new IdleConnection(1));
    }

    @Actor
    public void request() {
      place = ready.reserve();
    }

    @Actor
    public void home() {
      ready.remove(going);
      ready.add(new IdleConnection(2));
    }

    @Arbiter
    public void after(ZZ_Result result) {
      PooledConnection<byte[], byte[]> request = place;
      result.r1 = request != null;
      result.r2 = request != null && request.load.count() == 1;
    }
  }
}
