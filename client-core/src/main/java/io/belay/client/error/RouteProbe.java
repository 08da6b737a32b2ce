package io.belay.client.error;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;

/**
 * Tells an unreachable network from an unreachable host where the exception does not: the native
 * transports connect with the same one, without a text, for both. Connecting a datagram socket asks
 * the kernel for the route and sends nothing.
 */
public final class RouteProbe {
  private RouteProbe() {}

  /**
   * Asks for the route if the failure leaves it open. It takes well below a millisecond, but it is
   * a few system calls: not for an event loop. What a router said by ICMP is not in the routing
   * table, so the answer stays inferred.
   *
   * @param failure what a connect failed with
   * @param remote the address that it was for
   * @return a {@link NetworkUnreachableException} if no route leads there; otherwise the failure
   */
  public static BelayException refine(BelayException failure, InetSocketAddress remote) {
    Throwable cause = failure.getCause();
    return failure instanceof HostUnreachableException
            && failure.errnoInferred()
            && cause != null
            && ErrnoFinder.isAmbiguousRoute(cause)
            && !hasRoute(remote)
        ? new NetworkUnreachableException(
            ErrnoReading.inferred(Errno.ENETUNREACH), failure.context(), cause)
        : failure;
  }

  private static boolean hasRoute(InetSocketAddress remote) {
    try (DatagramChannel socket = DatagramChannel.open()) {
      return connects(socket, remote);
    } catch (IOException | RuntimeException unknown) {
      // No socket to be had, or an address that is none: nothing was learnt.
      return true;
    }
  }

  private static boolean connects(DatagramChannel socket, InetSocketAddress remote)
      throws IOException {
    try {
      socket.connect(remote);
      return true;
    } catch (NoRouteToHostException unreachableByTable) {
      return true;
    } catch (SocketException noRoute) {
      // ENETUNREACH, and for broadcast and multicast EACCES and EINVAL, where TCP has ENETUNREACH.
      return false;
    }
  }
}
