package io.belay.client.protocol;

import io.belay.client.error.GoAwayInfo;
import io.belay.codec.WireError;
import java.time.Duration;

/**
 * What a {@link Wire} found in the bytes of one connection. To be called on its event loop, for
 * each whole message, in the order in which they came. That bytes came at all is seen below the
 * wire's handlers, so that a slow large message counts as a sign of life before it is whole.
 *
 * <p>The methods without an id are for protocols whose answers come in order: the client knows
 * whose turn it is, and whether the oldest question was a request, one that nobody waits for any
 * more, or its own probe.
 *
 * @param <R> what an answer is
 */
public interface Inbound<R> {

  /**
   * The answer to a request. One to a request that was never sent ends the connection.
   *
   * @param id the request's id
   * @param answer the answer; ownership passes to the client
   */
  void answer(long id, R answer);

  /**
   * The answer to the oldest question.
   *
   * @param answer the answer; ownership passes to the client
   */
  void answer(R answer);

  /**
   * The peer refuses or fails a request, which gets a {@link
   * io.belay.client.error.RemoteErrorException}. An error that callers should rather see as data is
   * an {@link #answer(long, Object)}.
   *
   * @param id the request's id
   * @param code 0 to 2³²-1. Below 256: the peer refused it before processing anything of it, so
   *     that it is sent again; from 256 on: it was processed, and failed
   * @param text what the peer said to people; cut and stripped of control characters
   */
  void error(long id, long code, String text);

  /**
   * The peer refuses or fails the oldest question.
   *
   * @param code as in {@link #error(long, long, String)}
   * @param text as there
   */
  void error(long code, String text);

  /**
   * The answer to a probe, of a protocol that tells it by what it looks like.
   *
   * @param sequence the probe's number
   */
  void probeAnswered(long sequence);

  /**
   * A message that answers no request, for {@link io.belay.client.ClientListener#message}.
   *
   * @param type the protocol's own number for what it is
   * @param body the message, the listener's to keep
   */
  void message(int type, byte[] body);

  /** A message is whole that none of the other methods reports. */
  void frame();

  /**
   * The peer wants probes no closer to each other than this.
   *
   * @param minimum believed up to 1 min
   */
  void minimumProbeInterval(Duration minimum);

  /**
   * The peer takes no more requests on this connection: it is drained, and others are used.
   *
   * @param goAway what it said. Requests above {@link GoAwayInfo#lastAcceptedId()} are sent
   *     elsewhere: where there are no ids, it is -1, the highest
   */
  void goAway(GoAwayInfo goAway);

  /**
   * What came is not the protocol: the connection ends. Nothing may be reported after it.
   *
   * @param detail what came, and what was expected
   */
  void violation(String detail);

  /**
   * As {@link #violation(String)}, of the framed wire format.
   *
   * @param error what the codec found
   */
  void violation(WireError error);
}
