package io.belay.client.chaos;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What an answer says: which operation it answers, and what the checksum of the question was. */
final class Answer {
  private static final int FIXED_BYTES = Long.BYTES + 2 * Checksum.BYTES;

  private Answer() {}

  /** The answer, with as many more bytes to carry. */
  static byte[] to(long op, byte[] request, int more) {
    byte[] answer = new byte[FIXED_BYTES + more];
    ByteBuffer out = ByteBuffer.wrap(answer);
    out.putLong(op).putInt(Checksum.last(request));
    Checksum.seal(answer, out.position(), ~op);
    return answer;
  }

  /** What is wrong with an answer, if it is not that to the operation's question. */
  static Optional<String> flaw(byte[] answer, long op, int questionChecksum) {
    if (answer.length < FIXED_BYTES || !Checksum.holds(answer)) {
      return Optional.of("an answer of %d bytes that nobody sent".formatted(answer.length));
    }
    ByteBuffer in = ByteBuffer.wrap(answer);
    long answered = in.getLong();
    if (answered != op) {
      return Optional.of("the answer to operation " + answered);
    }
    return in.getInt() == questionChecksum
        ? Optional.empty()
        : Optional.of("an answer to what it did not ask");
  }
}
