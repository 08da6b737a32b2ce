package io.belay.client.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What happened when, in a file. */
final class Chronicle implements AutoCloseable {
  private final long beganNanos = System.nanoTime();
  private final PrintWriter out;

  Chronicle(Path file) {
    try {
      out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void note(String format, Object... args) {
    double seconds = (System.nanoTime() - beganNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    out.printf(Locale.ROOT, "%8.3f %s%n", seconds, String.format(Locale.ROOT, format, args));
    out.flush();
  }

  @Override
  public synchronized void close() {
    out.close();
  }
}
