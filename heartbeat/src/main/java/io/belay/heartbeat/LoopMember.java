package io.belay.heartbeat;

/** What a {@link LivenessLoop} looks after at every tick. */
abstract sealed class LoopMember permits FrameProgress {
  static final int NOT_A_MEMBER = -1;

  /** The member's place in its loop's list, so that leaving costs no search. Event loop only. */
  int index = NOT_A_MEMBER;

  /**
   * It is time for a look, as asked for at the last one, or because of {@link LivenessLoop#wake}.
   *
   * @param now the loop clock's time
   * @param pass what came before this tick
   * @param ticks how many ticks ago the last look was; at least 1
   * @return after how many ticks to look again; at least 1
   */
  abstract int look(long now, LoopClock.Pass pass, int ticks);
}
