package io.belay.client.error;

import io.belay.codec.WireError;
import io.belay.heartbeat.TcpInfo;
import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One failure or more of each type, made by the public factory. */
final class SampleFailures {
  private SampleFailures() {}

  static List<BelayException> in(FailureContext c) {
    Throwable cause = new IOException("a cause");
    Duration time = Duration.ofMillis(1_500);
    return List.of(
        BelayFailures.connectionRefused(c, cause),
        BelayFailures.connectTimeout(c, ConnectTimeoutException.Stage.KERNEL, time),
        BelayFailures.connectTimeout(c, ConnectTimeoutException.Stage.TIMER, time),
        BelayFailures.connectTimeout(c, ConnectTimeoutException.Stage.OPEN, time),
        BelayFailures.connectTimeout(c, ConnectTimeoutException.Stage.READY, time),
        BelayFailures.hostUnreachable(c, Errno.EHOSTUNREACH, cause),
        BelayFailures.networkUnreachable(c, Errno.ENETUNREACH, cause),
        BelayFailures.localPortsExhausted(c, Errno.EADDRNOTAVAIL, census(), cause),
        BelayFailures.localAddress(c, Errno.EADDRINUSE, cause),
        BelayFailures.connectForbidden(c, Errno.EPERM, cause),
        BelayFailures.resourceLimit(c, Errno.EMFILE, cause),
        BelayFailures.invalidAddress(c, Errno.EINVAL, cause),
        BelayFailures.connectFailed(c, Errno.EPROTO, cause),
        BelayFailures.unresolvedHost(c, "inventory.internal", cause),
        BelayFailures.noEndpoint(c, cause),
        BelayFailures.tls(c, TlsException.Problem.EXPIRED, cause),
        BelayFailures.connectionReset(c, Errno.ECONNRESET, cause),
        BelayFailures.brokenPipe(c, Errno.EPIPE, cause),
        BelayFailures.peerTimeout(c, cause),
        BelayFailures.peerSilent(c, verdict()),
        BelayFailures.peerClosed(c),
        BelayFailures.peerClosed(c, new GoAwayInfo(7, 2, time, "drain")),
        BelayFailures.connectionLost(c, Errno.ENOTCONN, cause),
        BelayFailures.protocolViolation(c, new WireError.ForbiddenType(5)),
        BelayFailures.protocolViolation(c, "an answer to no question", cause),
        BelayFailures.remoteError(c.withDelivery(Delivery.REFUSED), 1, "overloaded"),
        BelayFailures.answerRejected(c, cause),
        BelayFailures.requestTimeout(c, time),
        BelayFailures.requestRejected(c, RequestRejectedException.Reason.TOO_LARGE, "9 MiB"),
        BelayFailures.requestInterrupted(c),
        BelayFailures.poolExhausted(c, new PoolState(4, 1, 3, 0, 1024, 0, 17, Optional.of(cause))),
        BelayFailures.clientClosed(c));
  }

  static Verdict verdict() {
    Duration time = Duration.ofSeconds(9);
    TcpInfo tcpInfo = new TcpInfo(1, 3, 3, 0, time, time, time, time);
    return new Verdict(
        VerdictClass.PATH_DEAD, time, time, 3, Optional.of(time), Optional.of(tcpInfo));
  }

  static PortCensus census() {
    return new PortCensus(
        40_000,
        40_001,
        Map.of(TcpState.ESTABLISHED, 1, TcpState.TIME_WAIT, 1),
        Optional.of(new PortCensus.Churn(12, 10, Duration.ofSeconds(60))));
  }
}
