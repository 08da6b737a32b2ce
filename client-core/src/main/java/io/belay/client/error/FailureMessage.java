package io.belay.client.error;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a failure as one line. */
final class FailureMessage {
  /** Longer texts of others are cut: a line has to stay readable. */
  private static final int QUOTE_LIMIT = 200;

  private FailureMessage() {}

  static String line(String summary, ErrnoReading reading, FailureContext context, String remedy) {
    StringBuilder line = new StringBuilder(256).append(summary).append(" [");
    reading
        .errno()
        .ifPresent(
            errno -> {
              line.append("errno=").append(errno);
              if (errno != Errno.UNKNOWN) {
                line.append('(').append(errno.number()).append(')');
              }
              line.append(reading.inferred() ? " inferred, " : ", ");
            });
    line.append("phase=").append(context.phase());
    line.append(", delivery=").append(context.delivery());
    context.endpoint().ifPresent(endpoint -> line.append(", endpoint=").append(endpoint));
    context.connection().ifPresent(connection -> append(line, connection));
    line.append(", attempts=").append(context.attempts());
    return PlainText.of(line.append("]: ").append(remedy).toString());
  }

  private static void append(StringBuilder line, ConnectionDetails connection) {
    line.append(", connection=").append(connection.id());
    line.append(" age ").append(time(connection.age()));
    connection.local().ifPresent(local -> line.append(" from ").append(local));
    connection.remote().ifPresent(remote -> line.append(" to ").append(remote));
  }

  /** A duration as people write it. */
  static String time(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    return millis % 1_000 == 0
        ? millis / 1_000 + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }

  /** What a cause says, as a part of a line. */
  static String quote(@Nullable Throwable cause) {
    if (cause == null) {
      return "no cause is known";
    }
    String text = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return PlainText.cut(text == null ? name : name + ": " + text, QUOTE_LIMIT);
  }
}
