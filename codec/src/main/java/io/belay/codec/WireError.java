package io.belay.codec;

import java.time.Duration;

/**
 * What is wrong with bytes that a peer sent, as a value. The codec never throws for what a peer
 * sends: it reports one of these, once, drops all further input of the connection, and leaves it to
 * its user to close.
 */
public sealed interface WireError {

  /**
   * One line for people: what came, and what was expected. Free of control characters.
   *
   * @return the line
   */
  String message();

  /**
   * The header announces a payload that its type does not allow.
   *
   * @param type the frame's type, an unsigned number
   * @param length the announced payload length in bytes, an unsigned number
   * @param min the shortest payload that the type allows, in bytes
   * @param max the longest payload that the type allows here, in bytes
   */
  record LengthOutOfRange(long type, long length, int min, int max) implements WireError {
    @Override
    public String message() {
      return "%s frame announces %d bytes (expected: %d to %d)"
          .formatted(FrameType.name((int) type), length, min, max);
    }
  }

  /**
   * The type is reserved, or an extension that this connection did not agree to.
   *
   * @param type the frame's type, an unsigned number
   */
  record ForbiddenType(long type) implements WireError {
    @Override
    public String message() {
      return "frame of forbidden type " + type;
    }
  }

  /**
   * A frame that is valid in itself, but not from this peer or not now.
   *
   * @param type the frame's type, an unsigned number
   * @param detail why it is out of place
   */
  record OutOfPlace(long type, String detail) implements WireError {
    @Override
    public String message() {
      return "%s frame out of place: %s".formatted(FrameType.name((int) type), detail);
    }
  }

  /**
   * The connection ended inside a frame: the peer closed it there, or it was reset or closed by
   * this end, of which the listener then knows.
   *
   * @param received the bytes of the frame that came, its header included
   * @param expected the bytes of the whole frame, or the header's 8 where not even that came
   */
  record Truncated(long received, long expected) implements WireError {
    @Override
    public String message() {
      return "connection ended inside a frame, after %d of %d bytes".formatted(received, expected);
    }
  }

  /**
   * The first bytes are plainly another protocol.
   *
   * @param protocol the protocol's name, such as {@code HTTP} or {@code TLS}
   * @param hint what probably went wrong, such as a plain-text client on a TLS port
   */
  record ForeignProtocol(String protocol, String hint) implements WireError {
    @Override
    public String message() {
      return "the peer speaks %s: %s".formatted(protocol, hint);
    }
  }

  /**
   * The peer asks faster than anybody has to answer.
   *
   * @param minInterval how far apart PINGs must be in the long run
   */
  record PingsTooFast(Duration minInterval) implements WireError {
    @Override
    public String message() {
      return "PINGs come faster than one in %d ms".formatted(minInterval.toMillis());
    }
  }

  /**
   * The peer asked for more answers than may be queued for it, without reading them.
   *
   * @param queued how many PONGs were queued
   */
  record TooManyPings(int queued) implements WireError {
    @Override
    public String message() {
      return "%d PONGs are queued and the peer reads none of them".formatted(queued);
    }
  }
}
