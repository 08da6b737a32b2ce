package io.belay.client.protocol;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * What is said on a new connection before it carries requests; see {@link Wire#open}. Every method
 * is called on the connection's event loop.
 */
public interface Dialogue {

  /**
   * Says something: it goes out at once, or, within {@link Wire#open}, together with all else that
   * is said there.
   *
   * @param words appends it to the client's buffer
   * @throws IllegalStateException after the end of the dialogue
   */
  void say(Consumer<ByteBuf> words);

  /**
   * It is over, and went well. The first probe goes out now; its answer makes the connection ready.
   * Without a probe it is ready at once.
   */
  void done();

  /**
   * The peer refuses this connection, its credentials, say. Requests that wait for a connection get
   * this as a {@link io.belay.client.error.RemoteErrorException} in phase {@code OPEN} if none
   * comes in time, and the endpoint is dialled again with backoff.
   *
   * @param code as in {@link Inbound#error(long, long, String)}: below 256 it may go well the next
   *     time
   * @param text what the peer said to people
   */
  void refused(long code, String text);
}
