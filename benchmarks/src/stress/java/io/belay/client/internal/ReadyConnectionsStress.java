package io.belay.client.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** One connection goes and another comes while a request and a lease choose. */
@JCStressTest
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "each has what is his own")
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the lease took the only one there was")
@Outcome(expect = FORBIDDEN, desc = "both have the same, or one was overlooked, or miscounted")
@State
public class ReadyConnectionsStress {
  private final IdleConnection going = new IdleConnection(0);
  private final IdleConnection staying = new IdleConnection(1);
  private final IdleConnection coming = new IdleConnection(2);
  private final ReadyConnections<byte[], byte[]> ready = new ReadyConnections<>();
  private volatile @Nullable PooledConnection<byte[], byte[]> reserved;
  private volatile @Nullable PooledConnection<byte[], byte[]> taken;

  public ReadyConnectionsStress() {
    ready.add(going);
    ready.add(staying);
  }

  @Actor
  public void request() {
    reserved = ready.reserve();
  }

  @Actor
  public void lease() {
    taken = ready.take();
  }

  @Actor
  public void home() {
    ready.remove(going);
    ready.add(coming);
  }

  @Arbiter
  public void after(IZ_Result result) {
    PooledConnection<byte[], byte[]> place = reserved;
    PooledConnection<byte[], byte[]> whole = taken;
    result.r1 = place == null ? 0 : place.load.count();
    boolean apart = place != whole && (whole == null || whole.load.isTakenAndIdle());
    result.r2 = apart && (place != null || whole == staying);
  }
}
