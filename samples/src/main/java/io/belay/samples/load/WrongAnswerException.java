package io.belay.samples.load;

/** An answer came that is not the echo of its request. Belay promises that this never happens. */
@SuppressWarnings("serial")
public final class WrongAnswerException extends RuntimeException {
  WrongAnswerException(long number, int length, int expected) {
    super(
        "request %d got an answer that is not its echo (%d bytes, expected: %d)"
            .formatted(number, length, expected));
  }
}
