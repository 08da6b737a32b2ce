package io.belay.client.metrics;

import io.belay.client.error.BelayException;
import io.belay.client.error.Errno;
import java.util.Locale;

/**
 * What tags say: words of this library's own, of which there are only so many, whatever peers send.
 */
final class TagValues {
  static final String READY = "ready";
  static final String ACQUIRED = "acquired";
  static final String ANSWERED = "answered";
  static final String SENT = "sent";
  static final String CANCELLED = "cancelled";
  static final String NONE = "none";

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return type.getSimpleName()
              .replaceFirst("Exception$", "")
              .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
              .toLowerCase(Locale.ROOT);
        }
      };

  private TagValues() {}

  /** The failure's type, as {@code connection_refused}. */
  static String of(BelayException failure) {
    return NAMES.get(failure.getClass());
  }

  /** The value's name, as {@code never_ready}. */
  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The errno's name, as {@code ECONNREFUSED}. */
  static String errno(BelayException failure) {
    return failure.errno().map(Errno::name).orElse(NONE);
  }
}
