package io.belay.client.internal;

/**
 * Which life of its id a client lives: servers let a later life replace an earlier one. A clock
 * that ran backwards over a restart makes the newest life look old; so it may once take a place
 * behind the one that the server knows. Once only, or two clients of one id would outbid each other
 * for ever. Safe for use by several threads.
 */
final class Epoch {
  private long current;
  private boolean moved;

  Epoch(long first) {
    current = first;
  }

  synchronized long current() {
    return current;
  }

  /**
   * The server says that what we said is old.
   *
   * @param said the epoch that it was told
   * @param known the latest one that it knows
   */
  synchronized void isStale(long said, long known) {
    if (said == current && !moved) {
      moved = true;
      current = known + 1;
    }
  }
}
