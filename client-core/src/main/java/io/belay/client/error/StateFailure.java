package io.belay.client.error;

import io.netty.channel.ChannelException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What no system call reported: timers and states of the JDK, Netty and TLS, known by class. */
final class StateFailure {
  private static final Pattern AFTER_MILLIS = Pattern.compile("after (\\d{1,9}) ms");
  private static final Pattern NETTY_DNS = Pattern.compile("Failed to resolve '([^']*)'");

  private StateFailure() {}

  static @Nullable BelayException of(Throwable thrown, FailureContext context) {
    for (Throwable link : CauseChain.of(thrown)) {
      BelayException failure = ofLink(link, thrown, context);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private static @Nullable BelayException ofLink(
      Throwable link, Throwable thrown, FailureContext context) {
    TlsException.@Nullable Problem tls = TlsProblem.of(link);
    if (tls != null) {
      return new TlsException(tls, ErrnoReading.NONE, context, thrown);
    }
    // With a channel's failure behind it, nobody was asked: there was no socket to ask with.
    boolean unknown =
        link instanceof UnknownHostException && !(link.getCause() instanceof ChannelException);
    if (unknown || link instanceof UnresolvedAddressException) {
      return new UnresolvedHostException(host(link, context), context, thrown);
    }
    if (link instanceof UnsupportedAddressTypeException) {
      return new InvalidAddressException(
          ErrnoReading.inferred(Errno.EAFNOSUPPORT), context, thrown);
    }
    if (link instanceof InterruptedException || link instanceof ClosedByInterruptException) {
      return new RequestInterruptedException(context, thrown);
    }
    if (link instanceof RejectedExecutionException) {
      return new ClientClosedException(context, thrown);
    }
    FailedStep step = FailedStep.of(link, context.phase());
    if (link instanceof CancellationException) {
      return ErrnoFailure.of(ErrnoReading.NONE, step, context, thrown);
    }
    return isTimer(link) ? timeout(link, thrown, step, context) : null;
  }

  private static boolean isTimer(Throwable link) {
    return link instanceof SocketTimeoutException
        || link instanceof io.netty.channel.ConnectTimeoutException
        || CauseChain.isA(link, "io.netty.handler.timeout.TimeoutException");
  }

  private static BelayException timeout(
      Throwable link, Throwable thrown, FailedStep step, FailureContext context) {
    return step == FailedStep.ESTABLISHED
        ? new PeerTimeoutException(ErrnoReading.NONE, context, thrown)
        : new ConnectTimeoutException(
            ConnectTimeoutException.Stage.TIMER, after(link), ErrnoReading.NONE, context, thrown);
  }

  private static Optional<Duration> after(Throwable link) {
    Matcher after = AFTER_MILLIS.matcher(String.valueOf(link.getMessage()));
    return after.find()
        ? Optional.of(Duration.ofMillis(Long.parseLong(after.group(1))))
        : Optional.empty();
  }

  /** The endpoint knows best; the resolvers put the name into their texts. */
  private static String host(Throwable link, FailureContext context) {
    if (context.endpoint().isPresent()) {
      return context.endpoint().get().host();
    }
    String text = link.getMessage();
    if (text == null) {
      return "";
    }
    Matcher netty = NETTY_DNS.matcher(text);
    int colon = text.indexOf(": ");
    return netty.find() ? netty.group(1) : colon < 0 ? text : text.substring(0, colon);
  }
}
