package io.belay.client.error;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A failure as it was measured on a real network: what surfaced, what the kernel knew, and what it
 * has to become here. {@code thrown} is written as {@code class(message) <- cause + suppressed}.
 */
record RecordedFailure(
    String locale,
    String transport,
    Phase phase,
    String thrown,
    boolean whileBinding,
    String kernelErrno,
    String type,
    String errno,
    boolean inferred,
    String detail,
    String fault) {

  static List<RecordedFailure> ofAllTransports() {
    return read("recorded-failures.tsv", line -> "C.UTF-8\t" + line);
  }

  static List<RecordedFailure> ofOtherLocales() {
    return read("recorded-locales.tsv", line -> line);
  }

  private static List<RecordedFailure> read(String resource, UnaryOperator<String> withLocale) {
    try (InputStream in = RecordedFailure.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(withLocale)
          .map(RecordedFailure::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedFailure parse(String line) {
    String[] column = line.split("\t", -1);
    return new RecordedFailure(
        column[0],
        column[1],
        Phase.valueOf(column[2]),
        column[3],
        column[4].equals("bind"),
        column[5],
        column[6] + "Exception",
        column[7],
        column[8].equals("inferred"),
        column[9],
        column[10]);
  }

  /** The throwable, of the same classes as far as they can be made, with the same messages. */
  Throwable rebuild() {
    Throwable rebuilt = RecordedThrowable.rebuild(thrown);
    if (whileBinding && transport.equals("nio")) {
      // The records have no stack traces; on NIO only those tell a bind from a connect.
      StackTraceElement bind = new StackTraceElement("sun.nio.ch.Net", "bind0", "Net.java", -2);
      CauseChain.of(rebuilt).forEach(link -> link.setStackTrace(new StackTraceElement[] {bind}));
    }
    return rebuilt;
  }

  @Override
  public String toString() {
    return transport + " " + phase + " " + fault + ": " + thrown;
  }
}
