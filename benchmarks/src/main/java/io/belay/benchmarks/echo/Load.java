package io.belay.benchmarks.echo;

/**
 * A client that keeps its number of requests outstanding: each answer is followed by the next
 * request while {@link Tally#running}. Used by one thread.
 */
interface Load extends AutoCloseable {

  /** Sends the first requests. */
  void start();

  /** Ends the client when no request is outstanding. */
  @Override
  void close();
}
