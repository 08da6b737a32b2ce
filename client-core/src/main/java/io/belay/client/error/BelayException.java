package io.belay.client.error;

import io.belay.client.Endpoint;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every failure that reaches a user is one of the subclasses of this one. It says what failed, with
 * which errno, in which phase, whether the request may have been processed, and what a person
 * should do; the message has all of it on one line.
 *
 * <p>Failures are immutable, but for what {@link Throwable} lets anyone add. They are made by
 * {@link FailureTranslator} and {@link BelayFailures}, and are not meant to be serialized.
 */
@SuppressWarnings("serial")
public abstract sealed class BelayException extends RuntimeException
    permits AnswerRejectedException,
        BrokenPipeException,
        ClientClosedException,
        ConnectFailedException,
        ConnectForbiddenException,
        ConnectTimeoutException,
        ConnectionLostException,
        ConnectionRefusedException,
        ConnectionResetException,
        HostUnreachableException,
        InvalidAddressException,
        LocalAddressException,
        LocalPortsExhaustedException,
        NetworkUnreachableException,
        NoEndpointException,
        PeerClosedException,
        PeerSilentException,
        PeerTimeoutException,
        PoolExhaustedException,
        ProtocolViolationException,
        RemoteErrorException,
        RequestInterruptedException,
        RequestRejectedException,
        RequestTimeoutException,
        ResourceLimitException,
        TlsException,
        UnresolvedHostException {

  private final String summary;
  private final String remedy;
  private final ErrnoReading reading;
  private final FailureContext context;

  BelayException(
      String summary,
      String remedy,
      ErrnoReading reading,
      FailureContext context,
      @Nullable Throwable cause) {
    super(summary, cause);
    this.summary = summary;
    this.remedy = remedy;
    this.reading = reading;
    this.context = Objects.requireNonNull(context, "context");
  }

  /**
   * The errno behind this failure.
   *
   * @return {@link Errno#UNKNOWN} if there must have been one and nothing says which; empty if none
   *     was involved, as with a timer of our own
   */
  public final Optional<Errno> errno() {
    return reading.errno();
  }

  /**
   * Whether the errno was concluded from a text or an exception's class. If not, it was read as a
   * number and is beyond doubt.
   *
   * @return whether it is a conclusion
   */
  public final boolean errnoInferred() {
    return reading.inferred();
  }

  /**
   * What the client was doing.
   *
   * @return the phase
   */
  public final Phase phase() {
    return context.phase();
  }

  /**
   * How far the request got. It decides whether sending it again is safe.
   *
   * @return the delivery
   */
  public final Delivery delivery() {
    return context.delivery();
  }

  /**
   * Whether it stays as it is until a person changes something, such as a wrong address or an
   * expired certificate. Trying again is useless then, however safe.
   *
   * @return whether only a person can mend it
   */
  public boolean permanent() {
    return false;
  }

  /**
   * What a person should do about it.
   *
   * @return one sentence
   */
  public final String remedy() {
    return remedy;
  }

  /**
   * The endpoint concerned.
   *
   * @return empty if none was chosen yet
   */
  public final Optional<Endpoint> endpoint() {
    return context.endpoint();
  }

  /**
   * The connection concerned.
   *
   * @return empty if there was none
   */
  public final Optional<ConnectionDetails> connection() {
    return context.connection();
  }

  /**
   * How many attempts were made, the failed one included.
   *
   * @return at least 1
   */
  public final int attempts() {
    return context.attempts();
  }

  /**
   * Phase, delivery, endpoint, connection and attempts as one value.
   *
   * @return the context
   */
  public final FailureContext context() {
    return context;
  }

  /**
   * This failure as another request sees it. A connection's failure is shared by all its exchanges,
   * and each has its own delivery; a caller that blocks gets a stack trace of its own.
   *
   * @param newContext the circumstances there
   * @return a copy of the same type, with the same data, cause and suppressed failures, and the
   *     stack trace of the calling thread
   */
  public final BelayException withContext(FailureContext newContext) {
    BelayException copy = copy(newContext);
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /**
   * All of it on one line, without control characters: the summary, errno, phase, delivery,
   * endpoint, connection, attempts and remedy.
   */
  @Override
  public final String getMessage() {
    return FailureMessage.line(summary, reading, context, remedy);
  }

  /** The errno as it was read, for a copy. */
  final ErrnoReading reading() {
    return reading;
  }

  /** A new failure of the same type with the same data and cause, in another context. */
  abstract BelayException copy(FailureContext newContext);
}
