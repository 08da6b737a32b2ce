package io.belay.client.error;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/errors.md} must say what the code does. To renew them, run this test
 * with {@code -Dbelay.docs.write=true}.
 */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "errors.md");
  private static final FailureContext CONTEXT = FailureContext.of(Phase.CONNECT);

  @Test
  void theErrnoTableMustBeThatOfTheCode() throws IOException {
    assertSection("errno table", errnoTable());
  }

  @Test
  void theTypeTableMustBeThatOfTheCode() throws IOException {
    assertSection("type table", typeTable());
  }

  @Test
  void everyTypeMustStandOnThePage() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            Arrays.stream(BelayException.class.getPermittedSubclasses())
                .map(type -> "`" + type.getSimpleName() + "`")
                .toList());
  }

  private static void assertSection(String name, String expected) throws IOException {
    String page = Files.readString(PAGE);
    String head = "<!-- " + name + ": renewed by ErrorsPageTest -->\n";
    int start = page.indexOf(head) + head.length();
    int end = page.indexOf("<!-- end -->", start);
    assertThat(start).isGreaterThanOrEqualTo(head.length());
    if (Boolean.getBoolean("belay.docs.write")) {
      Files.writeString(PAGE, page.substring(0, start) + expected + page.substring(end));
    } else {
      assertThat(page.substring(start, end)).isEqualTo(expected);
    }
  }

  private static String errnoTable() {
    StringBuilder table =
        new StringBuilder(
            """
            | errno | number | when | type | delivery | retry? | remedy |
            | --- | --- | --- | --- | --- | --- | --- |
            """);
    for (Errno errno : Errno.values()) {
      // The steps at which it is the same failure share a row.
      Map<String, Set<FailedStep>> rows = new LinkedHashMap<>();
      for (FailedStep step : FailedStep.values()) {
        BelayException failure = failure(errno, step);
        if (!hasNoTypeOfItsOwn(failure)) {
          String type = failure.getClass().getSimpleName();
          rows.computeIfAbsent(type, same -> EnumSet.noneOf(FailedStep.class)).add(step);
        }
      }
      rows.values().forEach(steps -> table.append(errnoRow(errno, steps)));
    }
    return table.toString();
  }

  private static String errnoRow(Errno errno, Set<FailedStep> steps) {
    BelayException failure = failure(errno, steps.iterator().next());
    // Binding is a part of connecting: it is named only where it differs.
    boolean connected = steps.contains(FailedStep.ESTABLISHED);
    return row(
        errno.name(),
        String.valueOf(errno.number()),
        steps.size() == FailedStep.values().length
            ? "always"
            : steps.stream().map(ErrorsPageTest::word).reduce((bind, later) -> later).orElseThrow(),
        "`" + failure.getClass().getSimpleName() + "`",
        !connected
            ? "NOT_SENT"
            : steps.size() == 1 ? "by request" : "NOT_SENT; connected: by request",
        retry(failure, connected),
        failure.remedy());
  }

  private static String typeTable() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (BelayException failure : samplesWithoutErrno()) {
      String type = failure.getClass().getSimpleName();
      String row =
          row("`" + type + "`", detail(failure), retryWithoutErrno(failure), failure.remedy());
      List<String> ofType = rows.computeIfAbsent(type, same -> new ArrayList<>());
      if (!ofType.contains(row)) {
        ofType.add(row);
      }
    }
    return "| type | of these | retry? | remedy |\n| --- | --- | --- | --- |\n"
        + rows.values().stream().flatMap(List::stream).collect(joining());
  }

  private static List<BelayException> samplesWithoutErrno() {
    List<BelayException> samples = new ArrayList<>(SampleFailures.in(CONTEXT));
    samples.removeIf(
        failure ->
            failure.errno().isPresent()
                || failure instanceof TlsException
                || failure instanceof PeerSilentException
                || failure instanceof RequestRejectedException);
    for (TlsException.Problem problem : TlsException.Problem.values()) {
      samples.add(BelayFailures.tls(CONTEXT, problem, null));
    }
    for (RequestRejectedException.Reason reason : RequestRejectedException.Reason.values()) {
      samples.add(BelayFailures.requestRejected(CONTEXT, reason, ""));
    }
    for (VerdictClass why : VerdictClass.values()) {
      Duration time = Duration.ofSeconds(9);
      Verdict verdict = new Verdict(why, time, time, 3, Optional.empty(), Optional.empty());
      samples.add(BelayFailures.peerSilent(CONTEXT, verdict));
    }
    samples.add(BelayFailures.remoteError(CONTEXT, 256, ""));
    samples.add(BelayFailures.remoteError(CONTEXT.withPhase(Phase.OPEN), 1, ""));
    samples.add(BelayFailures.remoteError(CONTEXT.withPhase(Phase.OPEN), 256, ""));
    samples.add(
        BelayFailures.requestTimeout(
            CONTEXT.withDelivery(Delivery.UNKNOWN), Duration.ofSeconds(1)));
    return samples;
  }

  private static String detail(BelayException failure) {
    if (failure instanceof TlsException tls) {
      return tls.problem().name();
    } else if (failure instanceof RequestRejectedException rejected) {
      return rejected.reason().name();
    } else if (failure instanceof ConnectTimeoutException timeout) {
      return timeout.stage().name();
    } else if (failure instanceof PeerSilentException silent) {
      return silent.verdict().verdictClass().name();
    } else if (failure instanceof PeerClosedException closed) {
      return closed.goAway().isPresent() ? "GOAWAY" : "FIN";
    } else if (failure instanceof RemoteErrorException error) {
      return (error.code() < 256 ? "code below 256" : "code from 256")
          + (error.phase() == Phase.OPEN ? ", phase OPEN" : "");
    }
    return failure instanceof RequestTimeoutException timeout ? timeout.delivery().name() : "";
  }

  private static BelayException failure(Errno errno, FailedStep step) {
    return ErrnoFailure.of(ErrnoReading.certain(errno), step, CONTEXT, new IOException("x"));
  }

  private static boolean hasNoTypeOfItsOwn(BelayException failure) {
    return failure instanceof ConnectFailedException || failure instanceof ConnectionLostException;
  }

  private static String word(FailedStep step) {
    return switch (step) {
      case BIND -> "binding";
      case CONNECT -> "connecting";
      case ESTABLISHED -> "connected";
    };
  }

  private static String retry(BelayException failure, boolean connected) {
    return failure.permanent() ? "no" : connected ? "by delivery" : "yes";
  }

  private static String retryWithoutErrno(BelayException failure) {
    if (failure instanceof RequestTimeoutException || failure instanceof PoolExhaustedException) {
      return "no, the time is up";
    }
    if (failure instanceof RemoteErrorException && failure.phase() != Phase.OPEN) {
      return failure.delivery() == Delivery.REFUSED ? "yes" : "no";
    }
    boolean never =
        failure instanceof RequestInterruptedException
            || failure instanceof AnswerRejectedException;
    return never ? "no" : retry(failure, true);
  }

  private static String row(String... cells) {
    return Arrays.stream(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(joining(" | ", "| ", " |\n"));
  }
}
