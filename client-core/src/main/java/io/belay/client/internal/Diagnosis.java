package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.HostUnreachableException;
import io.belay.client.error.LocalPortsExhaustedException;
import io.belay.client.error.PortCensus;
import io.belay.client.error.RouteProbe;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A closer look at a connect that failed, where the kernel knows more than the exception says: who
 * holds the local ports, and whether there is a route at all. It reads files of the kernel and
 * makes system calls, so it has a thread of its own, shared by all clients and gone when idle.
 */
final class Diagnosis {
  private static final Executor THREAD = BackgroundThread.named("belay-diagnosis");

  private Diagnosis() {}

  /**
   * The failure with what could be found out, or as it is.
   *
   * @return never completes with a failure of its own; on any thread, or is complete already
   */
  static CompletableFuture<BelayException> of(
      BelayException failure, InetSocketAddress remote, PortCensus.Churn churn) {
    return failure instanceof LocalPortsExhaustedException
            || failure instanceof HostUnreachableException
        ? CompletableFuture.supplyAsync(() -> examine(failure, remote, churn), THREAD)
            .exceptionally(trouble -> failure)
        : CompletableFuture.completedFuture(failure);
  }

  private static BelayException examine(
      BelayException failure, InetSocketAddress remote, PortCensus.Churn churn) {
    if (failure instanceof LocalPortsExhaustedException exhausted) {
      return PortCensus.read(remote)
          .<BelayException>map(census -> exhausted.withCensus(census.withChurn(churn)))
          .orElse(failure);
    }
    return RouteProbe.refine(failure, remote);
  }
}
