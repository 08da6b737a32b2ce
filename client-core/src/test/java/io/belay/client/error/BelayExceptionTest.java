package io.belay.client.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.Endpoint;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BelayExceptionTest {
  private static final FailureContext SHARED = FailureContext.of(Phase.IDLE);
  private static final FailureContext OWN =
      new FailureContext(
          Phase.AWAIT,
          Delivery.UNKNOWN,
          Optional.of(new Endpoint("inventory.internal", 9_000)),
          Optional.of(
              new ConnectionDetails(
                  "c-17",
                  Duration.ofSeconds(61),
                  Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000)),
                  Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_000)))),
          3);

  static final List<BelayException> SAMPLES = SampleFailures.in(SHARED);

  @Test
  void everyTypeMustHaveAFactoryAndASample() {
    assertThat(SAMPLES.stream().map(Object::getClass))
        .containsAll(Arrays.asList(BelayException.class.getPermittedSubclasses()));
  }

  @Test
  void everyTypeMustBeFinal() {
    assertThat(BelayException.class.getPermittedSubclasses())
        .allMatch(type -> Modifier.isFinal(type.getModifiers()));
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void aCopyMustKeepEverythingButItsContext(BelayException failure) {
    Throwable suppressed = new IllegalStateException("earlier");
    failure.addSuppressed(suppressed);

    BelayException copy = failure.withContext(OWN);

    assertThat(copy).isNotSameAs(failure).hasSameClassAs(failure);
    assertThat(copy.context()).isEqualTo(OWN);
    assertThat(copy.getCause()).isSameAs(failure.getCause());
    assertThat(copy.getSuppressed()).containsExactly(failure.getSuppressed());
    assertThat(copy.errno()).isEqualTo(failure.errno());
    assertThat(copy.errnoInferred()).isEqualTo(failure.errnoInferred());
    assertThat(copy.permanent()).isEqualTo(failure.permanent());
    assertThat(ownFields(copy)).isEqualTo(ownFields(failure));
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void aCopyMustHaveTheStackTraceOfWhoAskedForIt(BelayException failure) {
    BelayException copy = CompletableFuture.supplyAsync(() -> theCallersOwnMethod(failure)).join();

    assertThat(copy.getStackTrace())
        .extracting(StackTraceElement::getMethodName)
        .contains("theCallersOwnMethod");
    assertThat(failure.getStackTrace())
        .extracting(StackTraceElement::getMethodName)
        .doesNotContain("theCallersOwnMethod");
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void theMessageMustHoldEverythingOnOneLine(BelayException failure) {
    BelayException copy = failure.withContext(OWN);

    assertThat(copy.getMessage())
        .contains("phase=AWAIT", "delivery=UNKNOWN", "endpoint=inventory.internal:9000")
        .contains(
            "connection=c-17 age 61 s from localhost/127.0.0.1:40000 to localhost/127.0.0.1:9000")
        .contains("attempts=3")
        .endsWith("]: " + copy.remedy())
        .doesNotContain("\n", "null", "Optional");
    copy.errno()
        .ifPresent(
            errno ->
                assertThat(copy.getMessage()).contains("errno=" + errno + "(" + errno.number()));
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void theRemedyMustBeOneSentence(BelayException failure) {
    assertThat(failure.remedy()).matches("[A-Z][^\\n]{20,400}\\.").doesNotContain(". ");
  }

  @Test
  void aPeerMustNotForgeLogLines() {
    String forged =
        "bad\r\n2026-01-01 ERROR root: \u001b[31mgive up\u2028\u202e" + "x".repeat(5_000);

    for (BelayException failure :
        List.of(
            BelayFailures.remoteError(OWN, 300, forged),
            BelayFailures.peerClosed(OWN, new GoAwayInfo(1, 1, Duration.ZERO, forged)),
            BelayFailures.protocolViolation(OWN, forged, null),
            BelayFailures.unresolvedHost(OWN, forged, null),
            BelayFailures.connectionLost(OWN, Errno.UNKNOWN, new Exception(forged)))) {
      assertThat(failure.getMessage())
          .hasSizeLessThan(1_000)
          .matches(text -> text.codePoints().noneMatch(Character::isISOControl))
          .doesNotContain("\u2028", "\u202e");
    }
    assertThat(BelayFailures.remoteError(OWN, 300, forged).text())
        .hasSizeLessThan(1_030)
        .doesNotContain("\n");
  }

  @Test
  void aCodeMustSayWhetherThePeerProcessedTheRequest() {
    assertThat(BelayFailures.remoteError(SHARED, 255, "").delivery()).isEqualTo(Delivery.REFUSED);
    assertThat(BelayFailures.remoteError(SHARED, 256, "").delivery()).isEqualTo(Delivery.ANSWERED);
    assertThat(BelayFailures.remoteError(SHARED, 0xffff_ffffL, "").delivery())
        .isEqualTo(Delivery.ANSWERED);
    assertThat(BelayFailures.remoteError(SHARED.withDelivery(Delivery.ANSWERED), 0, "").delivery())
        .isEqualTo(Delivery.ANSWERED);
  }

  @Test
  void aRejectedRequestMustCountAsNotSent() {
    assertThat(
            BelayFailures.requestRejected(
                    OWN,
                    RequestRejectedException.Reason.ENCODE_FAILED,
                    "",
                    new IllegalArgumentException())
                .delivery())
        .isEqualTo(Delivery.NOT_SENT);
  }

  @Test
  void aContextMustRefuseNonsense() {
    assertThatThrownBy(() -> SHARED.withAttempts(0)).hasMessage("attempts: 0 (expected: >= 1)");
    assertThatThrownBy(() -> FailureContext.of(null)).hasMessage("phase");
  }

  @Test
  void aContextMustChangeOnlyWhatItIsAskedTo() {
    assertThat(SHARED.attempts()).isEqualTo(1);
    assertThat(SHARED.delivery()).isEqualTo(Delivery.NOT_SENT);
    assertThat(
            SHARED
                .withPhase(OWN.phase())
                .withDelivery(OWN.delivery())
                .withEndpoint(OWN.endpoint().orElseThrow())
                .withConnection(OWN.connection().orElseThrow())
                .withAttempts(OWN.attempts()))
        .isEqualTo(OWN);
  }

  private static BelayException theCallersOwnMethod(BelayException failure) {
    return failure.withContext(OWN);
  }

  /** The data that a type adds to its parent. */
  private static Map<String, Object> ownFields(BelayException failure) {
    Map<String, Object> values = new TreeMap<>();
    for (Field field : failure.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        try {
          values.put(field.getName(), field.get(failure));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return values;
  }

  @Test
  void aSilentPeerIsDescribedForWhoeverIsOnCall() {
    assertThat(BelayFailures.peerSilent(OWN, SampleFailures.verdict()))
        .hasMessage(
            "Peer silent for 9 s: PATH_DEAD, nothing acknowledges what we send and nothing comes"
                + " (3 PINGs unanswered, last PONG took 9 s; kernel: 1 segments unacknowledged, 3"
                + " resends, last ack 9 s ago, last data 9 s ago) [phase=AWAIT, delivery=UNKNOWN,"
                + " endpoint=inventory.internal:9000, connection=c-17 age 61 s from"
                + " localhost/127.0.0.1:40000 to localhost/127.0.0.1:9000, attempts=3]: The host or"
                + " the path to it is gone: see whether the host is up (ping, traceroute), and"
                + " whether a firewall drops this connection.");
  }
}
