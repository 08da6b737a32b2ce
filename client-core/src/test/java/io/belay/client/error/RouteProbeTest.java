package io.belay.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class RouteProbeTest {
  private static final FailureContext CONTEXT = FailureContext.of(Phase.CONNECT);
  private static final InetSocketAddress BROADCAST = new InetSocketAddress("255.255.255.255", 80);
  private static final InetSocketAddress ROUTED =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private final BelayException wordless =
      FailureTranslator.translate(new NoRouteToHostException(), CONTEXT);

  @Test
  void withoutARouteTheNetworkMustBeUnreachable() {
    BelayException refined = RouteProbe.refine(wordless, BROADCAST);

    assertThat(refined).isInstanceOf(NetworkUnreachableException.class);
    assertThat(refined.errno()).contains(Errno.ENETUNREACH);
    assertThat(refined.errnoInferred()).isTrue();
    assertThat(refined.context()).isEqualTo(CONTEXT);
    assertThat(refined).hasCause(wordless.getCause());
  }

  @Test
  void withARouteTheHostMustStayUnreachable() {
    assertThat(RouteProbe.refine(wordless, ROUTED)).isSameAs(wordless);
  }

  @Test
  void whatIsNotInDoubtMustNotBeAsked() {
    BelayException worded =
        FailureTranslator.translate(new NoRouteToHostException("No route to host"), CONTEXT);
    BelayException numbered = BelayFailures.hostUnreachable(CONTEXT, Errno.EHOSTUNREACH, null);
    BelayException other = BelayFailures.connectionRefused(CONTEXT, new NoRouteToHostException());

    assertThat(RouteProbe.refine(worded, BROADCAST)).isSameAs(worded);
    assertThat(RouteProbe.refine(numbered, BROADCAST)).isSameAs(numbered);
    assertThat(RouteProbe.refine(other, BROADCAST)).isSameAs(other);
  }

  @Test
  void anAddressThatIsNoneMustTeachNothing() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.test", 80);

    assertThat(RouteProbe.refine(wordless, unresolved)).isSameAs(wordless);
  }
}
