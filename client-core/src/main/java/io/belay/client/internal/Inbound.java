package io.belay.client.internal;

import io.belay.client.error.GoAwayInfo;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import java.time.Duration;

/**
 * What a {@link Wire} found in the bytes of one connection. Called on its event loop.
 *
 * @param <R> what an answer is
 */
interface Inbound<R> {

  /** Bytes came in: evidence of life, whatever they are. */
  void received(int bytes);

  /** A frame is whole, of whatever kind. */
  void frame();

  /** The answer to the request of this id. */
  void answer(long id, R answer);

  /** The peer's refusal or failure of the request of this id. */
  void remoteError(RemoteError error);

  /** The answer to the probe of this sequence number. */
  void probeAnswered(long sequence);

  /** The peer wants probes no closer to each other than this. */
  void minimumProbeInterval(Duration minimum);

  /** The peer takes no more requests. */
  void goAway(GoAwayInfo goAway);

  /** A message that answers no request. */
  void message(int type, byte[] body);

  /** What came is not the protocol. Nothing more will be reported. */
  void violation(WireError error);
}
