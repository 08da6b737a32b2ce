package io.belay.client.error;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever was thrown into the failure that it means. NIO and the native transports throw
 * different classes for the same errno, and the same class for different ones, so what decides is
 * the errno, however it can be had; see {@code docs/errors.md}.
 */
public final class FailureTranslator {
  private static final String DECODER_EXCEPTION = "io.netty.handler.codec.DecoderException";
  private static final String ENCODER_EXCEPTION = "io.netty.handler.codec.EncoderException";
  private static final String OUTPUT_SHUTDOWN =
      "io.netty.channel.socket.ChannelOutputShutdownException";

  private FailureTranslator() {}

  /**
   * Turns whatever was thrown into the failure that it means. Total, without I/O on the network,
   * and safe on any thread.
   *
   * @param thrown what was thrown; a failure of our own, or one wrapped in others, comes back with
   *     the context given
   * @param context the circumstances; its delivery is taken as it is
   * @return the failure, with what was thrown as its cause
   */
  public static BelayException translate(Throwable thrown, FailureContext context) {
    return translate(thrown, context, ErrnoFinder.ofThisProcess());
  }

  static BelayException translate(
      Throwable thrown, FailureContext context, ErrnoFinder errnoFinder) {
    BelayException own = CauseChain.find(thrown, BelayException.class);
    if (own != null) {
      return own.withContext(context);
    }
    // A timer's exception extends ConnectException and reads like ETIMEDOUT, so classes come first.
    BelayException state = StateFailure.of(thrown, context);
    if (state != null) {
      return state;
    }
    FailedStep step = FailedStep.of(thrown, context.phase());
    Optional<ErrnoReading> reading = errnoFinder.find(thrown);
    if (reading.isPresent()) {
      return ErrnoFailure.of(reading.get(), step, context, thrown);
    }
    BelayException closed = withoutErrno(thrown, step, context);
    return closed != null ? closed : ErrnoFailure.of(ErrnoReading.UNKNOWN, step, context, thrown);
  }

  /**
   * The failure for an errno that was read as a number, as from SO_ERROR.
   *
   * @param number the errno, Linux's
   * @param context the circumstances
   * @return the failure
   */
  public static BelayException ofErrno(int number, FailureContext context) {
    IOException named = new IOException("SO_ERROR: error(-%d)".formatted(number));
    return translate(named, context);
  }

  /** What may carry an errno as its cause, and means something else if it does not. */
  private static @Nullable BelayException withoutErrno(
      Throwable thrown, FailedStep step, FailureContext context) {
    for (Throwable link : CauseChain.of(thrown)) {
      if (CauseChain.isA(link, DECODER_EXCEPTION)) {
        return new ProtocolViolationException(
            Optional.empty(), FailureMessage.quote(link), context, thrown);
      }
      if (CauseChain.isA(link, ENCODER_EXCEPTION)) {
        return new RequestRejectedException(
            RequestRejectedException.Reason.ENCODE_FAILED, "", context, thrown);
      }
      // With a cause, it was closed by an error, even if that cannot be read.
      boolean wordless = link.getCause() == null;
      if (wordless && link instanceof ClosedChannelException && context.phase() == Phase.TLS) {
        return new TlsException(
            TlsException.Problem.CLOSED_IN_HANDSHAKE, ErrnoReading.NONE, context, thrown);
      }
      if (wordless
          && (link instanceof ClosedChannelException
              || link instanceof NotYetConnectedException
              || CauseChain.isA(link, OUTPUT_SHUTDOWN))) {
        return ErrnoFailure.of(ErrnoReading.NONE, step, context, thrown);
      }
    }
    return null;
  }
}
