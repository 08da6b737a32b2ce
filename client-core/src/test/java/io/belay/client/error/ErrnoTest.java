package io.belay.client.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
  private final StrerrorTable english = new StrerrorTable(Map::of);

  @ParameterizedTest
  @EnumSource(Errno.class)
  void aNumberMustLeadBackToItsErrnoInEitherSign(Errno errno) {
    assertThat(Errno.ofNumber(errno.number())).isEqualTo(errno);
    assertThat(Errno.ofNumber(-errno.number())).isEqualTo(errno);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 41, 134, 100_000, -100_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aNumberOfNoErrnoMustBeUnknown(int number) {
    assertThat(Errno.ofNumber(number)).isEqualTo(Errno.UNKNOWN);
  }

  @Test
  void numbersMustBeUnique() {
    assertThat(Arrays.stream(Errno.values()).map(Errno::number)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(value = Errno.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void itsTextMustBeReadWithAnAddressOrACallAroundIt(Errno errno) {
    assertThat(english.find(errno.text())).contains(errno);
    assertThat(english.find(errno.text() + ": /[fd99:0:0:0:0:0:0:2]:7001")).contains(errno);
    assertThat(english.find("epoll_create1() failed: " + errno.text())).contains(errno);
    assertThat(english.find(errno.text() + " or so")).isEmpty();
  }

  /** The ten that musl words differently, as they were measured. */
  @Test
  void alpinesTextsMustBeReadToo() {
    assertThat(english.find("Host is unreachable")).contains(Errno.EHOSTUNREACH);
    assertThat(english.find("Operation timed out")).contains(Errno.ETIMEDOUT);
    assertThat(english.find("Network unreachable")).contains(Errno.ENETUNREACH);
    assertThat(english.find("Address not available")).contains(Errno.EADDRNOTAVAIL);
    assertThat(english.find("Address in use")).contains(Errno.EADDRINUSE);
    assertThat(english.find("Connection aborted")).contains(Errno.ECONNABORTED);
    assertThat(english.find("Connection reset by network")).contains(Errno.ENETRESET);
    assertThat(english.find("Socket not connected")).contains(Errno.ENOTCONN);
    assertThat(english.find("No file descriptors available")).contains(Errno.EMFILE);
    assertThat(english.find("Out of memory")).contains(Errno.ENOMEM);
  }

  @Test
  void theJdksOwnWordsMustBeReadInAnyLocale() {
    assertThat(english.find("Connection reset")).contains(Errno.ECONNRESET);
  }

  /** Proves both the numbers of the enum and what asks the C library. */
  @ParameterizedTest
  @EnumSource(value = Errno.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void theCLibraryMustAgree(Errno errno) {
    assumeTrue(Epoll.isAvailable(), "no native library to ask");
    assumeTrue(
        NativeErrno.text(Errno.EPERM).filter(Errno.EPERM.text()::equals).isPresent(),
        "this process speaks another language than English");

    assertThat(NativeErrno.text(errno)).isPresent();
    assertThat(english.find(NativeErrno.text(errno).orElseThrow())).contains(errno);
  }
}
