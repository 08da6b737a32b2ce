package io.belay.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Endpoint;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTranslatorTest {
  private static final FailureContext CONNECTING = FailureContext.of(Phase.CONNECT);
  private static final FailureContext WAITING =
      FailureContext.of(Phase.AWAIT).withDelivery(Delivery.UNKNOWN);

  @ParameterizedTest
  @EnumSource(Phase.class)
  void whateverIsThrownMustBecomeAFailure(Phase phase) {
    FailureContext context = FailureContext.of(phase);
    Exception cycle = new Exception("cycle");
    cycle.initCause(new Exception(cycle));

    for (Throwable thrown :
        new Throwable[] {
          new Throwable(),
          new Error("error"),
          new OutOfMemoryError(),
          new NullPointerException(),
          new IOException(),
          new IOException(""),
          new IOException(": "),
          new IOException("error(99999999999)"),
          new IOException("error(-9999)"),
          new ConnectException(),
          cycle
        }) {
      BelayException failure = FailureTranslator.translate(thrown, context);

      assertThat(failure.errno()).contains(Errno.UNKNOWN);
      assertThat(failure.context()).isEqualTo(context);
      assertThat(failure).hasCause(thrown);
    }
  }

  @Test
  void aLookupThatGotNoSocketMustNotBlameTheName() {
    UnknownHostException unknown = new UnknownHostException("couldn't setup transport");
    unknown.initCause(new ChannelException(new SocketException("Too many open files")));

    assertThat(FailureTranslator.translate(unknown, FailureContext.of(Phase.RESOLVE)))
        .isInstanceOfSatisfying(
            ResourceLimitException.class,
            failure -> assertThat(failure.errno()).contains(Errno.EMFILE));
  }

  @Test
  void whatCannotBeReadMustStandInTheMessage() {
    assertThat(FailureTranslator.translate(new IOException("never seen"), WAITING))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageStartingWith("Connection lost: IOException: never seen [errno=UNKNOWN, phase=");
  }

  @Test
  void ourOwnFailureMustComeBackInTheContextThatWasGiven() {
    BelayException own = BelayFailures.peerSilent(CONNECTING, SampleFailures.verdict());

    for (Throwable wrapped :
        new Throwable[] {own, new CompletionException(own), new ExecutionException(own)}) {
      BelayException failure = FailureTranslator.translate(wrapped, WAITING);

      assertThat(failure).isInstanceOf(PeerSilentException.class);
      assertThat(((PeerSilentException) failure).verdict()).isEqualTo(SampleFailures.verdict());
      assertThat(failure.context()).isEqualTo(WAITING);
    }
  }

  @Test
  void theErrnoMustBeFoundBehindAClosedChannel() {
    Throwable thrown =
        new ClosedChannelException().initCause(new IOException("Connection reset by peer"));

    BelayException failure = FailureTranslator.translate(thrown, WAITING);

    assertThat(failure).isInstanceOf(ConnectionResetException.class);
    assertThat(failure.errno()).contains(Errno.ECONNRESET);
    assertThat(failure.errnoInferred()).isTrue();
    assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
  }

  @Test
  void aNumberMustWinOverAText() {
    Throwable thrown = new ConnectException("connect(..) failed with error(-1): Broken pipe");

    BelayException failure = FailureTranslator.translate(thrown, CONNECTING);

    assertThat(failure).isInstanceOf(ConnectForbiddenException.class);
    assertThat(failure.errno()).contains(Errno.EPERM);
    assertThat(failure.errnoInferred()).isFalse();
  }

  @Test
  void aTimersWordsMustNotPassForTheKernels() {
    Throwable timer =
        new io.netty.channel.ConnectTimeoutException("Connection timed out: /10.0.0.1:80");

    assertThat(FailureTranslator.translate(timer, CONNECTING))
        .isInstanceOfSatisfying(
            ConnectTimeoutException.class,
            failure -> {
              assertThat(failure.stage()).isEqualTo(ConnectTimeoutException.Stage.TIMER);
              assertThat(failure.errno()).isEmpty();
            });
  }

  @Test
  void theTimerMustSayHowLongItWaited() {
    Throwable timer =
        new io.netty.channel.ConnectTimeoutException(
            "connection timed out after 1500 ms: /10.0.0.1:80");

    assertThat(FailureTranslator.translate(timer, CONNECTING))
        .isInstanceOfSatisfying(
            ConnectTimeoutException.class,
            failure -> assertThat(failure.after()).contains(Duration.ofMillis(1_500)));
  }

  @Test
  void theSameTimeoutMustMeanAnotherThingOnAnEstablishedConnection() {
    IOException kernel = new IOException("Connection timed out");

    assertThat(FailureTranslator.translate(kernel, CONNECTING))
        .isInstanceOf(ConnectTimeoutException.class);
    assertThat(FailureTranslator.translate(kernel, WAITING))
        .isInstanceOf(PeerTimeoutException.class);
    assertThat(FailureTranslator.translate(new SocketTimeoutException(), WAITING))
        .isInstanceOf(PeerTimeoutException.class);
  }

  @Test
  void theNameThatWasNotResolvedMustBeKnown() {
    assertThat(hostOf(new UnknownHostException("a.test: Name or service not known"), CONNECTING))
        .isEqualTo("a.test");
    assertThat(hostOf(new UnknownHostException("Failed to resolve 'b.test' [A(1)]"), CONNECTING))
        .isEqualTo("b.test");
    assertThat(hostOf(new UnknownHostException("c.test"), CONNECTING)).isEqualTo("c.test");
    assertThat(
            hostOf(
                new UnknownHostException("alias.test"),
                CONNECTING.withEndpoint(new Endpoint("asked.test", 1))))
        .isEqualTo("asked.test");
  }

  @Test
  void anAddressOfAnotherFamilyMustBeInvalid() {
    assertThat(FailureTranslator.translate(new UnsupportedAddressTypeException(), CONNECTING))
        .isInstanceOf(InvalidAddressException.class);
  }

  @Test
  void aTlsFailureAfterTheHandshakeMustStayOne() {
    assertThat(FailureTranslator.translate(new SSLException("bad record MAC"), WAITING))
        .isInstanceOfSatisfying(
            TlsException.class,
            failure -> assertThat(failure.problem()).isEqualTo(TlsException.Problem.FAILED));
  }

  @Test
  void anInterruptMustBeOne() {
    assertThat(FailureTranslator.translate(new InterruptedException(), WAITING))
        .isInstanceOf(RequestInterruptedException.class);
  }

  @Test
  void aNoRouteExceptionMustBeTrustedInAnyLanguage() {
    BelayException failure =
        FailureTranslator.translate(
            new NoRouteToHostException("没有到主机的路由: /10.0.0.1:80"), CONNECTING);

    assertThat(failure).isInstanceOf(HostUnreachableException.class);
    assertThat(failure.errno()).contains(Errno.EHOSTUNREACH);
  }

  private static String hostOf(Throwable thrown, FailureContext context) {
    return ((UnresolvedHostException) FailureTranslator.translate(thrown, context)).host();
  }
}
