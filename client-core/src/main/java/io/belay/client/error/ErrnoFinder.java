package io.belay.client.error;

import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.nio.channels.AlreadyConnectedException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the errno behind an exception. The surest way comes first, each tried on the whole chain of
 * causes: a number, then a class that stands for one errno only, then the text.
 */
final class ErrnoFinder {
  /** Netty's {@code connect(..) failed with error(-111): …}, whatever the language of the rest. */
  private static final Pattern NUMBER = Pattern.compile("\\berror\\((-?\\d{1,4})\\)");

  private static final ErrnoFinder OF_THIS_PROCESS = new ErrnoFinder(StrerrorTable.ofThisProcess());

  private final StrerrorTable texts;

  ErrnoFinder(StrerrorTable texts) {
    this.texts = texts;
  }

  /** A finder that knows the language of this process. */
  static ErrnoFinder ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  Optional<ErrnoReading> find(Throwable thrown) {
    List<Throwable> chain = CauseChain.of(thrown);
    return first(chain, ErrnoFinder::byAccessor)
        .or(() -> first(chain, ErrnoFinder::byNumber))
        .or(() -> first(chain, ErrnoFinder::byClass))
        .or(() -> first(chain, this::byText));
  }

  /**
   * Whether the errno had to be guessed between EHOSTUNREACH and ENETUNREACH: the native transports
   * connect with the same exception without a text for both.
   */
  static boolean isAmbiguousRoute(Throwable thrown) {
    for (Throwable link : CauseChain.of(thrown)) {
      if (link instanceof NoRouteToHostException && link.getMessage() == null) {
        return true;
      }
    }
    return false;
  }

  private static Optional<ErrnoReading> first(
      List<Throwable> chain, Function<Throwable, @Nullable ErrnoReading> rule) {
    for (Throwable link : chain) {
      ErrnoReading reading = rule.apply(link);
      if (reading != null) {
        return Optional.of(reading);
      }
    }
    return Optional.empty();
  }

  private static @Nullable ErrnoReading byAccessor(Throwable link) {
    OptionalInt number = NativeErrno.of(link);
    return number.isPresent() ? ErrnoReading.certain(Errno.ofNumber(number.getAsInt())) : null;
  }

  private static @Nullable ErrnoReading byNumber(Throwable link) {
    String text = link.getMessage();
    if (text == null) {
      return null;
    }
    Matcher number = NUMBER.matcher(text);
    return number.find()
        ? ErrnoReading.certain(Errno.ofNumber(Integer.parseInt(number.group(1))))
        : null;
  }

  private static @Nullable ErrnoReading byClass(Throwable link) {
    // On NIO the class is the JDK's choice for EHOSTUNREACH alone. On a native transport it may be
    // ENETUNREACH as well, which RouteProbe can tell.
    if (link instanceof NoRouteToHostException) {
      return ErrnoReading.inferred(Errno.EHOSTUNREACH);
    }
    if (link instanceof ProtocolException) {
      return ErrnoReading.inferred(Errno.EPROTO);
    }
    if (link instanceof AlreadyConnectedException) {
      return ErrnoReading.inferred(Errno.EISCONN);
    }
    return link instanceof FileNotFoundException && link.getMessage() == null
        ? ErrnoReading.inferred(Errno.ENOENT)
        : null;
  }

  private @Nullable ErrnoReading byText(Throwable link) {
    String text = link.getMessage();
    return text == null ? null : texts.find(text).map(ErrnoReading::inferred).orElse(null);
  }
}
