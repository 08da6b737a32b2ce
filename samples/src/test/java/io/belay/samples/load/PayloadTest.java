package io.belay.samples.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 1000})
  void aPayloadMustMatchItsOwnNumber(int size) {
    assertThat(Payload.matches(Payload.of(4711, size), 4711, size)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 64})
  void aPayloadMustNotMatchTheNextNumber(int size) {
    assertThat(Payload.matches(Payload.of(4711, size), 4712, size)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 64, 100})
  void anyBitThatChangedMustBeSeen(int size) {
    for (int at = 0; at < size; at++) {
      byte[] body = Payload.of(-1, size);
      body[at] ^= 1;
      assertThat(Payload.matches(body, -1, size)).as("byte %d", at).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void anAnswerOfAnotherLengthMustNotMatch(int size) {
    assertThat(Payload.matches(Payload.of(1, size), 1, 64)).isFalse();
  }
}
