package io.belay.client.chaos;

/** What an {@link OracleServer} may be told. What is done to connections is done to all it has. */
enum Order {
  /** To say GOAWAY on every connection. */
  GO_AWAY,
  /** To send FIN, out of the blue. */
  CLOSE_ALL,
  /** To send RST. */
  RESET_ALL,
  /** To send the beginning of a frame, and FIN. */
  HALF_A_FRAME,
  /** To send what is no frame. */
  GARBAGE,
  /** To answer a request that was never sent. */
  STRANGER,
  /** To leave new connections to the kernel. */
  STOP_ACCEPTING,
  ACCEPT,
  /** To let what comes pile up. */
  STOP_READING,
  READ,
  /** To process requests, and to answer none. */
  SAY_NOTHING,
  SPEAK,
  /** To refuse whatever comes. */
  REFUSE_ALL,
  TAKE_ALL,
  /**
   * To take so many requests a second, and to refuse those that would wait longer than so many ms.
   */
  CAPACITY
}
