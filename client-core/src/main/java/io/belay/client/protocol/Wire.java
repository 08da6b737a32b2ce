package io.belay.client.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;

/**
 * One connection's end of a {@link Protocol}. Every method is called on the connection's event loop
 * and must not block. What one throws costs the request that was being encoded, or else the
 * connection; never the client.
 *
 * <p>The buffers are the client's: append, and do not keep them. What was appended before a method
 * throws is discarded; what it allocated of its own it releases itself, also when it throws.
 *
 * @param <Q> what a request is
 */
public interface Wire<Q> {

  /**
   * Adds the handlers that decode what comes in and report it to the {@link Inbound}. TLS, and what
   * counts bytes as signs of life, stand before them already. What a handler throws ends the
   * connection as a protocol violation; the end of the channel, events and exceptions that it does
   * not know it must pass on.
   *
   * @param pipeline the connection's
   */
  void install(ChannelPipeline pipeline);

  /**
   * The socket is connected, and TLS has shaken hands: greet, log in, choose a database. No request
   * is sent before {@link Dialogue#done()}, and all of it happens within the connect timeout. By
   * default there is nothing to say.
   *
   * @param dialogue what is said goes here; the answers come to the handlers
   */
  default void open(Dialogue dialogue) {
    dialogue.done();
  }

  /**
   * At most how many bytes a request takes on the wire. The closer the better: it is what {@code
   * maxPendingBytes} counts.
   *
   * @param request the request
   * @return the bytes; to write more fails the request
   */
  long sizeOf(Q request);

  /**
   * The most bytes that a message may take on the wire. Larger ones are rejected, typed, before
   * anything is sent.
   *
   * @return the bytes, which may change as the peer speaks. Default: 64 MiB
   */
  default long maxSize() {
    return 64 << 20;
  }

  /**
   * Appends a request, of which exactly one answer is expected.
   *
   * @param id its id, an unsigned number above all before it; of no use to a protocol whose answers
   *     come in order
   * @param request the request, not to be changed or consumed
   * @param out where to append it
   */
  void encode(long id, Q request, ByteBuf out);

  /**
   * As {@link #sizeOf}, of a message that wants no answer.
   *
   * @param message the message
   * @return the bytes. Default: throws, since the protocol has no such messages
   */
  default long sizeOfOneWay(Q message) {
    throw new UnsupportedOperationException("the protocol has no one-way messages");
  }

  /**
   * Appends a message that wants no answer.
   *
   * @param message the message, not to be changed or consumed
   * @param out where to append it
   */
  default void encodeOneWay(Q message, ByteBuf out) {
    throw new UnsupportedOperationException("the protocol has no one-way messages");
  }

  /**
   * Appends a probe. Never called if the protocol {@linkplain Protocol#probe() has none}.
   *
   * @param sequence the probe's number, from 1 up; of no use where answers come in order
   * @param out where to append it
   */
  default void encodeProbe(long sequence, ByteBuf out) {
    throw new UnsupportedOperationException("the protocol has no probe");
  }

  /**
   * Appends a farewell that asks the peer to close first, so that TIME_WAIT stays with it.
   *
   * @param out where to append it
   * @return false if the protocol, or this peer, has none; by default
   */
  default boolean encodeFarewell(ByteBuf out) {
    return false;
  }
}
