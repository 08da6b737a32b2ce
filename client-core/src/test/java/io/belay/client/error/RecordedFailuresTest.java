package io.belay.client.error;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every failure that was measured on a real network must become what it was. */
class RecordedFailuresTest {
  static final List<RecordedFailure> MEASURED = RecordedFailure.ofAllTransports();
  static final List<RecordedFailure> IN_OTHER_LOCALES = RecordedFailure.ofOtherLocales();

  private static final Pattern NUMBERED = Pattern.compile("error\\(-(\\d+)\\): (.*?)(: /.*)?\\)$");

  /** NIO's, in a language that the native transports spoke too: they number what they say. */
  static final List<RecordedFailure> UNREADABLE_BY_ITSELF =
      IN_OTHER_LOCALES.stream()
          .filter(row -> row.errno().equals("UNKNOWN"))
          // In other charsets the native libraries garble their texts.
          .filter(row -> row.locale().endsWith("UTF-8"))
          .filter(row -> textsOf(row.locale()).containsValue(Errno.valueOf(row.kernelErrno())))
          .toList();

  @BeforeAll
  static void nativeExceptionsNeedTheirLibrary() {
    assumeTrue(Epoll.isAvailable(), "no native library to build its exceptions with");
  }

  @ParameterizedTest
  @FieldSource("MEASURED")
  void aMeasuredFailureMustBecomeItsTypeAndErrno(RecordedFailure recorded) {
    Throwable thrown = recorded.rebuild();
    BelayException failure =
        FailureTranslator.translate(thrown, FailureContext.of(recorded.phase()));

    assertBecame(failure, recorded);
    assertThat(failure).hasCause(thrown);
  }

  @ParameterizedTest
  @FieldSource("IN_OTHER_LOCALES")
  void anotherLocaleMustNotMisleadWhereItCannotBeRead(RecordedFailure recorded) {
    BelayException failure =
        FailureTranslator.translate(recorded.rebuild(), FailureContext.of(recorded.phase()));

    assertBecame(failure, recorded);
  }

  @ParameterizedTest
  @FieldSource("UNREADABLE_BY_ITSELF")
  void theTextsOfTheProcessMustMakeAnotherLocaleReadable(RecordedFailure recorded) {
    Map<String, Errno> texts = textsOf(recorded.locale());
    ErrnoFinder finder = new ErrnoFinder(new StrerrorTable(() -> texts));

    BelayException failure =
        FailureTranslator.translate(
            recorded.rebuild(), FailureContext.of(recorded.phase()), finder);

    assertThat(failure.errno()).hasToString("Optional[" + recorded.kernelErrno() + "]");
    assertThat(failure.errnoInferred()).isTrue();
  }

  @Test
  void theRecordsMustCoverAllTransportsAndErrnos() {
    assertThat(MEASURED).hasSizeGreaterThan(300);
    assertThat(MEASURED)
        .extracting(RecordedFailure::transport)
        .contains("nio", "epoll", "io_uring");
    assertThat(MEASURED.stream().map(RecordedFailure::kernelErrno).distinct())
        .hasSizeGreaterThan(25);
    assertThat(UNREADABLE_BY_ITSELF).hasSizeGreaterThan(20);
  }

  private static void assertBecame(BelayException failure, RecordedFailure recorded) {
    assertThat(failure.getClass().getSimpleName()).isEqualTo(recorded.type());
    assertThat(failure.errno().map(Enum::name).orElse("-")).isEqualTo(recorded.errno());
    assertThat(failure.errnoInferred()).isEqualTo(recorded.inferred());
    assertThat(detailOf(failure)).isEqualTo(recorded.detail());
  }

  private static String detailOf(BelayException failure) {
    if (failure instanceof TlsException tls) {
      return tls.problem().name();
    }
    return failure instanceof ConnectTimeoutException timeout ? timeout.stage().name() : "-";
  }

  /** What strerror says there, read from the failures of the native transports, which number it. */
  private static Map<String, Errno> textsOf(String locale) {
    return IN_OTHER_LOCALES.stream()
        .filter(row -> row.locale().equals(locale) && !row.transport().equals("nio"))
        .flatMap(row -> Arrays.stream(row.thrown().split(" <- ")))
        .map(NUMBERED::matcher)
        .flatMap(Matcher::results)
        .collect(
            toMap(
                number -> number.group(2),
                number -> Errno.ofNumber(Integer.parseInt(number.group(1))),
                (one, same) -> one));
  }
}
