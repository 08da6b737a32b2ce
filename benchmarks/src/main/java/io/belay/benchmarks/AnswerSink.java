package io.belay.benchmarks;

import io.netty.buffer.ByteBuf;

/** Takes the answers that a decoder finds. */
public interface AnswerSink {
  /**
   * An answer came.
   *
   * @param id the request's id
   * @param in readable from the body's first byte; valid during the call only
   * @param length the body's length in bytes
   */
  void answer(long id, ByteBuf in, int length);
}
