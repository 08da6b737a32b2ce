package io.belay.codec;

/** What this end puts into its PINGs. The answer to a peer's PING is always that PING's payload. */
public enum PingPayload {
  /** Eight bytes, a sequence number: each PONG names the PING that it answers. The default. */
  SEQUENCE,

  /** Nothing, for peers that take only an empty PING; PONGs then answer PINGs in order. */
  EMPTY
}
