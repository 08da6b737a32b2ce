package io.belay.heartbeat;

import java.time.Duration;

/**
 * How an event loop kept its time. A loop's time plus {@code total} is wall time, exactly.
 *
 * @param count how often it came to its tick late by more than one tick
 * @param longest the longest of these
 * @param total all lateness, that of less than a tick included
 */
public record LoopStalls(long count, Duration longest, Duration total) {}
