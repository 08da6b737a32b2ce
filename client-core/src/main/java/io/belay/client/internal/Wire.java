package io.belay.client.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;

/**
 * How exchanges and probes look on one connection. One instance a connection, confined to its event
 * loop.
 *
 * @param <Q> what a request is
 * @param <R> what an answer is
 */
interface Wire<Q, R> {

  /**
   * Adds the handlers that decode what comes in and report it to the {@link Inbound} it was made
   * with.
   */
  void install(ChannelPipeline pipeline);

  /** Appends what this end says first. */
  void encodeOpening(ByteBuf out);

  /** Appends a probe. */
  void encodeProbe(long sequence, ByteBuf out);

  /** The bytes that a request takes on the wire. */
  long sizeOfRequest(Q request);

  /** The bytes that a message that wants no answer takes on the wire. */
  long sizeOfOneWay(Q message);

  /**
   * The most bytes that a message may take on the wire, by our own limit and by what the peer said.
   */
  long maxSize();

  /** Appends a request. What it appended before it throws is discarded. */
  void encodeRequest(long id, Q request, ByteBuf out);

  /** Appends a message that wants no answer. What it appended before it throws is discarded. */
  void encodeOneWay(Q message, ByteBuf out);

  /**
   * Appends a farewell that asks the peer to close first.
   *
   * @return false if the protocol, or this peer, has none
   */
  boolean encodeFarewell(ByteBuf out);
}
