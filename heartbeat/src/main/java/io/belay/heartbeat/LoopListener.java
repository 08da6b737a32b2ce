package io.belay.heartbeat;

import io.netty.channel.EventLoop;
import java.time.Duration;

/** Hears of an event loop that did not run. Called on that event loop. */
public interface LoopListener {
  /** Hears nothing. */
  LoopListener NONE = new LoopListener() {};

  /**
   * The loop came to its tick late by more than one tick: a garbage collection, a stopped process,
   * a handler that blocks, or an overloaded machine.
   *
   * @param loop the event loop
   * @param lateness by how much it came late
   */
  default void loopStalled(EventLoop loop, Duration lateness) {}

  /**
   * The wall clock ran far ahead of the monotonic one: the machine was suspended, or its clock was
   * set. Every connection of the loop is probed at once.
   *
   * @param loop the event loop
   * @param slept by how much the wall clock ran ahead
   */
  default void machineSlept(EventLoop loop, Duration slept) {}
}
