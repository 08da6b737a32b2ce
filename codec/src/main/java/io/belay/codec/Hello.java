package io.belay.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.UUID;

/**
 * The payload of a HELLO frame, by which each end introduces itself. Numbers are as the peer sent
 * them: unsigned, and not to be trusted before they are clamped.
 *
 * @param version the sender's wire format version, 16 bits
 * @param flags see {@link #FLAG_EXTENSIONS}, 16 bits
 * @param declaredSilenceMillis how long the sender may be silent before the receiver may take it
 *     for dead, 32 bits
 * @param minPingIntervalMillis the shortest interval between PINGs that the sender accepts, 32 bits
 * @param maxPayload the longest payload that the sender accepts, in bytes, 32 bits
 * @param clientId who the client is, over restarts; all zero where it does not matter
 * @param epoch which life of the client this is, 64 bits; a later one is higher. In a server's
 *     HELLO, the latest epoch that it knows of this client.
 * @param connectionIndex which of the client's parallel connections this is, 32 bits
 */
public record Hello(
    int version,
    int flags,
    long declaredSilenceMillis,
    long minPingIntervalMillis,
    long maxPayload,
    UUID clientId,
    long epoch,
    long connectionIndex) {

  /** The version of the wire format that this codec speaks. */
  public static final int VERSION = 1;

  /** The flag of an end that ignores frames of unknown extension types instead of refusing them. */
  public static final int FLAG_EXTENSIONS = 1;

  /** The client id of an end that has none. */
  public static final UUID NO_CLIENT = new UUID(0, 0);

  static final int BYTES = 44;

  /**
   * Checks the numbers.
   *
   * @param version as the component
   * @param flags as the component
   * @param declaredSilenceMillis as the component
   * @param minPingIntervalMillis as the component
   * @param maxPayload as the component
   * @param clientId as the component
   * @param epoch as the component
   * @param connectionIndex as the component
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Hello {
    Unsigned.check16("version", version);
    Unsigned.check16("flags", flags);
    Unsigned.check32("declaredSilenceMillis", declaredSilenceMillis);
    Unsigned.check32("minPingIntervalMillis", minPingIntervalMillis);
    Unsigned.check32("maxPayload", maxPayload);
    requireNonNull(clientId, "clientId: null (expected: a UUID, or NO_CLIENT)");
    Unsigned.check32("connectionIndex", connectionIndex);
  }

  /**
   * Whether the sender ignores frames of unknown extension types.
   *
   * @return whether {@link #FLAG_EXTENSIONS} is set
   */
  public boolean allowsExtensions() {
    return (flags & FLAG_EXTENSIONS) != 0;
  }

  /**
   * Reads a HELLO's payload, of which later versions may have more than this one knows.
   *
   * @param in the payload, as a {@link FrameListener} gets it
   * @param length the payload's length in bytes, already judged by the decoder; all are consumed
   * @return the value
   */
  public static Hello read(ByteBuf in, int length) {
    Hello hello =
        new Hello(
            in.readUnsignedShort(),
            in.readUnsignedShort(),
            in.readUnsignedInt(),
            in.readUnsignedInt(),
            in.readUnsignedInt(),
            new UUID(in.readLong(), in.readLong()),
            in.readLong(),
            in.readUnsignedInt());
    in.skipBytes(length - BYTES);
    return hello;
  }
}
