package io.belay.client.error;

import io.belay.codec.WireError;
import io.belay.heartbeat.Verdict;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes failures by hand: for this client's own parts, and for tests of code that has to cope with
 * them, such as those that a mocked client gives:
 *
 * <pre>{@code
 * FailureContext sent = FailureContext.of(Phase.AWAIT).withDelivery(Delivery.UNKNOWN);
 * when(client.send(any())).thenThrow(BelayFailures.requestTimeout(sent, Duration.ofSeconds(10)));
 * }</pre>
 *
 * <p>What comes from a socket is made by {@link FailureTranslator}. An errno given here counts as
 * certain.
 */
public final class BelayFailures {
  private BelayFailures() {}

  /**
   * ECONNREFUSED.
   *
   * @param context the circumstances
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ConnectionRefusedException connectionRefused(
      FailureContext context, @Nullable Throwable cause) {
    return new ConnectionRefusedException(ErrnoReading.certain(Errno.ECONNREFUSED), context, cause);
  }

  /**
   * Nothing listens, and TCP's simultaneous open connected the socket to itself.
   *
   * @param context the circumstances
   * @return the failure, with ECONNREFUSED inferred
   */
  public static ConnectionRefusedException selfConnected(FailureContext context) {
    return new ConnectionRefusedException(
        ErrnoReading.inferred(Errno.ECONNREFUSED),
        context,
        new ConnectException("connected to itself: nothing listens on this port"));
  }

  /**
   * No usable connection in time.
   *
   * @param context the circumstances
   * @param stage what was waited for; {@code KERNEL} implies ETIMEDOUT
   * @param after how long
   * @return the failure
   */
  public static ConnectTimeoutException connectTimeout(
      FailureContext context, ConnectTimeoutException.Stage stage, Duration after) {
    ErrnoReading reading =
        stage == ConnectTimeoutException.Stage.KERNEL
            ? ErrnoReading.certain(Errno.ETIMEDOUT)
            : ErrnoReading.NONE;
    return new ConnectTimeoutException(stage, Optional.of(after), reading, context, null);
  }

  /**
   * EHOSTUNREACH or EHOSTDOWN.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static HostUnreachableException hostUnreachable(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new HostUnreachableException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * ENETUNREACH, ENETDOWN or ENETRESET.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static NetworkUnreachableException networkUnreachable(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new NetworkUnreachableException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EADDRNOTAVAIL or EADDRINUSE while connecting.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param census who holds the ports
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static LocalPortsExhaustedException localPortsExhausted(
      FailureContext context, Errno errno, PortCensus census, @Nullable Throwable cause) {
    return new LocalPortsExhaustedException(
        Optional.of(census), ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EADDRNOTAVAIL, EADDRINUSE or EACCES while binding.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static LocalAddressException localAddress(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new LocalAddressException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EACCES or EPERM while connecting.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ConnectForbiddenException connectForbidden(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new ConnectForbiddenException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EMFILE, ENFILE, ENOBUFS or ENOMEM.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ResourceLimitException resourceLimit(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new ResourceLimitException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EINVAL, EAFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE or EDESTADDRREQ while connecting.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static InvalidAddressException invalidAddress(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new InvalidAddressException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * Any other errno while connecting.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ConnectFailedException connectFailed(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new ConnectFailedException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * No address for a name.
   *
   * @param context the circumstances
   * @param host the name
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static UnresolvedHostException unresolvedHost(
      FailureContext context, String host, @Nullable Throwable cause) {
    return new UnresolvedHostException(host, context, cause);
  }

  /**
   * The endpoint source names no endpoint.
   *
   * @param context the circumstances
   * @param cause why it could not, if it said so
   * @return the failure
   */
  public static NoEndpointException noEndpoint(FailureContext context, @Nullable Throwable cause) {
    return new NoEndpointException(context, cause);
  }

  /**
   * A failed handshake.
   *
   * @param context the circumstances
   * @param problem what was wrong
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static TlsException tls(
      FailureContext context, TlsException.Problem problem, @Nullable Throwable cause) {
    return new TlsException(problem, ErrnoReading.NONE, context, cause);
  }

  /**
   * ECONNRESET or ECONNABORTED.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ConnectionResetException connectionReset(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new ConnectionResetException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * EPIPE or ESHUTDOWN.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static BrokenPipeException brokenPipe(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new BrokenPipeException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * ETIMEDOUT on an established connection.
   *
   * @param context the circumstances
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static PeerTimeoutException peerTimeout(
      FailureContext context, @Nullable Throwable cause) {
    return new PeerTimeoutException(ErrnoReading.certain(Errno.ETIMEDOUT), context, cause);
  }

  /**
   * The heartbeat's verdict.
   *
   * @param context the circumstances
   * @param verdict what the heartbeat saw
   * @return the failure
   */
  public static PeerSilentException peerSilent(FailureContext context, Verdict verdict) {
    return new PeerSilentException(verdict, context);
  }

  /**
   * FIN.
   *
   * @param context the circumstances
   * @return the failure
   */
  public static PeerClosedException peerClosed(FailureContext context) {
    return new PeerClosedException(Optional.empty(), context, null);
  }

  /**
   * GOAWAY.
   *
   * @param context the circumstances
   * @param goAway what the peer said
   * @return the failure
   */
  public static PeerClosedException peerClosed(FailureContext context, GoAwayInfo goAway) {
    return new PeerClosedException(Optional.of(goAway), context, null);
  }

  /**
   * Any other errno on an established connection.
   *
   * @param context the circumstances
   * @param errno which errno it was
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ConnectionLostException connectionLost(
      FailureContext context, Errno errno, @Nullable Throwable cause) {
    return new ConnectionLostException(ErrnoReading.certain(errno), context, cause);
  }

  /**
   * The pool retired the connection, and a request was late for it or did not finish within the
   * drain.
   *
   * @param context the circumstances
   * @return the failure
   */
  public static ConnectionLostException connectionRetired(FailureContext context) {
    return new ConnectionLostException(
        ErrnoReading.NONE, context, new TimeoutException("retired by the pool"));
  }

  /**
   * Bytes that are not the wire format.
   *
   * @param context the circumstances
   * @param error what the codec found
   * @return the failure
   */
  public static ProtocolViolationException protocolViolation(
      FailureContext context, WireError error) {
    return new ProtocolViolationException(Optional.of(error), error.message(), context, null);
  }

  /**
   * Well-formed bytes that make no sense, such as an answer to no question.
   *
   * @param context the circumstances
   * @param detail what came and what was expected
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static ProtocolViolationException protocolViolation(
      FailureContext context, String detail, @Nullable Throwable cause) {
    return new ProtocolViolationException(Optional.empty(), detail, context, cause);
  }

  /**
   * The peer answered with an error. A context that says neither {@code REFUSED} nor {@code
   * ANSWERED}, as only an answer can, gets the one that the code stands for: below 256 refused,
   * else answered; unless it is in phase {@code OPEN}, where no request was.
   *
   * @param context the circumstances
   * @param code the peer's code, unsigned 32 bit
   * @param text what it said to people; cut and stripped of control characters
   * @return the failure
   */
  public static RemoteErrorException remoteError(FailureContext context, long code, String text) {
    boolean says =
        context.phase() == Phase.OPEN
            || context.delivery() == Delivery.REFUSED
            || context.delivery() == Delivery.ANSWERED;
    Delivery meant = RemoteErrorException.isRefusal(code) ? Delivery.REFUSED : Delivery.ANSWERED;
    return new RemoteErrorException(code, text, says ? context : context.withDelivery(meant));
  }

  /**
   * The user's retry takes the answer for a failure. The delivery is always {@code ANSWERED}.
   *
   * @param context the circumstances
   * @param cause what the retry threw after its last attempt, if it did
   * @return the failure
   */
  public static AnswerRejectedException answerRejected(
      FailureContext context, @Nullable Throwable cause) {
    return new AnswerRejectedException(context.withDelivery(Delivery.ANSWERED), cause);
  }

  /**
   * The request's deadline passed.
   *
   * @param context the circumstances
   * @param timeout how long the request was given
   * @return the failure
   */
  public static RequestTimeoutException requestTimeout(FailureContext context, Duration timeout) {
    return new RequestTimeoutException(timeout, context, null);
  }

  /**
   * Refused before anything was sent. The delivery is always {@code NOT_SENT}.
   *
   * @param context the circumstances
   * @param reason why
   * @param detail numbers for people, such as {@code 9 MiB (limit: 8 MiB)}; possibly empty
   * @return the failure
   */
  public static RequestRejectedException requestRejected(
      FailureContext context, RequestRejectedException.Reason reason, String detail) {
    return requestRejected(context, reason, detail, null);
  }

  /**
   * Refused before anything was sent, because of something. The delivery is always {@code
   * NOT_SENT}.
   *
   * @param context the circumstances
   * @param reason why
   * @param detail numbers for people; possibly empty
   * @param cause what was behind it, if anything
   * @return the failure
   */
  public static RequestRejectedException requestRejected(
      FailureContext context,
      RequestRejectedException.Reason reason,
      String detail,
      @Nullable Throwable cause) {
    return new RequestRejectedException(
        reason, detail, context.withDelivery(Delivery.NOT_SENT), cause);
  }

  /**
   * The waiting thread was interrupted. Sets no flag: that is for the thread itself.
   *
   * @param context the circumstances
   * @return the failure
   */
  public static RequestInterruptedException requestInterrupted(FailureContext context) {
    return new RequestInterruptedException(context, null);
  }

  /**
   * No connection with room until the deadline.
   *
   * @param context the circumstances
   * @param state the pool at that moment
   * @return the failure
   */
  public static PoolExhaustedException poolExhausted(FailureContext context, PoolState state) {
    return new PoolExhaustedException(state, context);
  }

  /**
   * Used after close, or closed while in use.
   *
   * @param context the circumstances
   * @return the failure
   */
  public static ClientClosedException clientClosed(FailureContext context) {
    return new ClientClosedException(context, null);
  }
}
