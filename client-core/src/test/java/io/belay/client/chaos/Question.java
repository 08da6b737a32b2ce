package io.belay.client.chaos;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a request says: which operation it is, whatever the attempt, and what the server is to do.
 *
 * @param op tells it from every other of its round
 * @param number what {@link Wish} makes of it
 */
record Question(long op, Wish wish, int number) {
  private static final int FIXED_BYTES = Long.BYTES + 1 + Integer.BYTES + Checksum.BYTES;

  /** The request, with as many more bytes to carry. */
  byte[] bytes(int more) {
    byte[] request = new byte[FIXED_BYTES + more];
    ByteBuffer out = ByteBuffer.wrap(request);
    out.putLong(op).put((byte) wish.code).putInt(number);
    Checksum.seal(request, out.position(), op);
    return request;
  }

  /** Reads a request; nothing if it is not as it was sent. */
  static Optional<Question> read(byte[] request) {
    if (request.length < FIXED_BYTES || !Checksum.holds(request)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(request);
    return Optional.of(new Question(in.getLong(), Wish.of(in.get()), in.getInt()));
  }
}
