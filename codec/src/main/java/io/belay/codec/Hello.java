package io.belay.codec;

import io.netty.buffer.ByteBuf;
import java.util.UUID;

/**
 * The payload of a HELLO frame, by which each end introduces itself. Numbers are as the peer sent
 * them: unsigned, and not to be trusted before they are clamped.
 *
 * @param version the sender's wire format version, 16 bits
 * @param flags see {@link #FLAG_EXTENSIONS}, 16 bits
 * @param declaredSilenceMillis how long the sender may be silent before the receiver may take it
 *     for dead
 * @param minPingIntervalMillis the shortest interval between PINGs that the sender accepts
 * @param maxPayload the longest payload that the sender accepts, in bytes
 * @param clientId who the client is, over restarts; all zero where it does not matter
 * @param epoch which life of the client this is; a later one is higher
 * @param connectionIndex which of the client's parallel connections this is
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

  static Hello read(ByteBuf in) {
    return new Hello(
        in.readUnsignedShort(),
        in.readUnsignedShort(),
        in.readUnsignedInt(),
        in.readUnsignedInt(),
        in.readUnsignedInt(),
        new UUID(in.readLong(), in.readLong()),
        in.readLong(),
        in.readUnsignedInt());
  }
}
