package io.belay.heartbeat;

/** What a {@link LivenessLoop} looks after at every tick. */
abstract sealed class LoopMember permits FrameProgress {
  static final int NOT_A_MEMBER = -1;

  /** The member's place in its loop's list, so that leaving costs no search. Event loop only. */
  int index = NOT_A_MEMBER;

  /**
   * Time passed.
   *
   * @param now the loop clock's time
   * @param pass what came before this tick
   */
  abstract void tick(long now, LoopClock.Pass pass);
}
