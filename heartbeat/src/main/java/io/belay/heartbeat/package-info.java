/**
 * Liveness for both ends: schedule, PING-PONG state machine, loop clock, verdicts, and socket
 * options.
 */
@NullMarked
package io.belay.heartbeat;

import org.jspecify.annotations.NullMarked;
