package io.belay.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.codec.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes by one answer a command, and what its errors say. */
class CommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subscribe news",
        "PSUBSCRIBE n*",
        "SSUBSCRIBE news",
        "Unsubscribe",
        "PUNSUBSCRIBE n*",
        "SUNSUBSCRIBE news",
        "MONITOR",
        "SYNC",
        "PSYNC ? -1",
        "REPLCONF ACK 0",
        "MULTI",
        "HELLO 3",
        "CLIENT REPLY OFF",
        "client reply skip"
      })
  void aCommandWithoutOneAnswerMustBeRefused(String command) {
    String[] words = command.split(" ");
    assertThatThrownBy(() -> Command.of(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("[A-Z ]+: not in this sample .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLIENT ID", "CLIENT", "GET REPLY", "ECHO subscribe"})
  void aCommandWithOneAnswerMustBeTaken(String command) {
    assertThat(Command.of(command.split(" ")).words()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOADING dataset", "BUSY script", "READONLY replica"})
  void aRefusalMustCountAsOneUnlessAScriptMayHaveSaidIt(String text) {
    assertThat(RedisErrors.code(text, false)).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(RedisErrors.code(text, true)).isEqualTo(ErrorCode.FIRST_APPLICATION);
  }

  @Test
  void aScriptMustBeKnownByItsName() {
    assertThat(Command.of("evalsha", "abc", "0").isScript()).isTrue();
    assertThat(Command.of("GET", "eval").isScript()).isFalse();
  }
}
